package lungo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookCell;
import lungo.kernel.notebook.NotebookFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A translated notebook has the code and the results of its original, so that a check of the
 * original is one of the translation; only what it says is in another language.
 */
class TranslatedNotebooksTest {

  private static final Path NOTEBOOKS =
      Path.of(System.getProperty("lungo.root", ".."), "notebooks").toAbsolutePath().normalize();
  private static final Pattern TRANSLATED = Pattern.compile("\\.zh(?=\\.ipynb$)");
  private static final Pattern PLACE = Pattern.compile("\\]\\(#([^)]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  static List<Path> translations() throws Exception {
    try (Stream<Path> files = Files.list(NOTEBOOKS)) {
      return files.filter(file -> TRANSLATED.matcher(file.toString()).find()).sorted().toList();
    }
  }

  private static Path original(Path translation) {
    return Path.of(TRANSLATED.matcher(translation.toString()).replaceFirst(""));
  }

  private static List<String> texts(Notebook notebook) {
    return notebook.cells().stream()
        .filter(NotebookCell.Markdown.class::isInstance)
        .map(NotebookCell::source)
        .toList();
  }

  @Test
  void theFirstThreeAreThereInChinese() throws Exception {
    assertThat(translations())
        .extracting(file -> file.getFileName().toString())
        .contains(
            "quickstart.zh.ipynb",
            "what-makes-a-model-large.zh.ipynb",
            "training-from-formulas.zh.ipynb");
  }

  @ParameterizedTest
  @MethodSource("translations")
  void codeAndResultsAreThoseOfTheOriginal(Path file) throws Exception {
    Notebook translation = NotebookFile.read(file);
    Notebook original = NotebookFile.read(original(file));
    assertThat(translation.codeCells()).isEqualTo(original.codeCells());
    assertThat(translation.cells())
        .extracting(cell -> (Object) cell.getClass())
        .isEqualTo(original.cells().stream().map(Object::getClass).toList());
    assertThat(texts(translation)).doesNotContainAnyElementsOf(texts(original));
    assertThat(texts(translation)).allMatch(text -> text.codePoints().anyMatch(c -> c >= 0x4e00));
  }

  @ParameterizedTest
  @MethodSource("translations")
  void bothLeadToEachOtherAndToTheirOwnHeadings(Path file) throws Exception {
    Path original = original(file);
    for (Path notebook : List.of(file, original)) {
      String text = String.join("\n", texts(NotebookFile.read(notebook)));
      Path other = notebook.equals(file) ? original : file;
      assertThat(text).contains("](" + other.getFileName() + ")");
      List<String> headings =
          HEADING
              .matcher(text)
              .results()
              .map(found -> found.group(1).replace("`", "").replace(' ', '-'))
              .toList();
      Matcher place = PLACE.matcher(text);
      while (place.find()) {
        assertThat(headings).as(notebook + " leads to").contains(place.group(1));
      }
    }
  }
}
