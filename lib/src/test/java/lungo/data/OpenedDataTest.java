package lungo.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import lungo.display.RunFacts;
import lungo.text.TextData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run keeps of the data that it read. */
class OpenedDataTest {

  private static Map<String, String> facts() {
    return ServiceLoader.load(RunFacts.class).stream()
        .filter(provider -> provider.type() == OpenedData.class)
        .findFirst()
        .orElseThrow()
        .get()
        .facts();
  }

  private static String sum(Path file) throws Exception {
    try (var in = Files.newInputStream(file)) {
      return Sha256Sums.of(in).substring(0, 16);
    }
  }

  @Test
  void foldersAreKnownByTheirListsOfSumsAndFilesByTheirOwn(@TempDir Path folder) throws Exception {
    Path fashion = Path.of("../datasets/fashion-mnist");
    ImageData.open(fashion);
    assertThat(facts()).containsEntry("data fashion-mnist", sum(fashion.resolve("SHA256SUMS")));
    Path text = Files.writeString(folder.resolve("two words.txt"), "two words");
    TextData.open(text);
    String before = sum(text);
    assertThat(facts()).containsEntry("data two words.txt", before);
    Files.writeString(text, "three words more");
    TextData.open(text);
    assertThat(facts()).containsEntry("data two words.txt", sum(text)).doesNotContainValue(before);
    OpenedData.note(folder); // has no list
    OpenedData.note(folder.resolve("none"));
    assertThat(facts()).doesNotContainKeys("data " + folder.getFileName(), "data none");
  }
}
