package lungo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lungo.data.DataException;
import lungo.data.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabeledTextsTest {

  private static final List<LabeledText> MAILS =
      List.of(
          new LabeledText("Win, win, \"win\"!", "1", "a"),
          new LabeledText("two\nlines", "0", "b"),
          new LabeledText("NA", "0", "c"));

  private final Path folder;

  LabeledTextsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void commaSeparatedTextsMayHaveCommasQuotesAndLines() throws IOException {
    Path file =
        file(
            "mails.csv",
            "label,text,from\n1,\"Win, win, \"\"win\"\"!\",a\n0,\"two\nlines\",b\n0,NA,c\n");
    var texts = LabeledTexts.open(file, "label", "from");
    assertThat(texts.classes()).containsExactly("0", "1");
    assertThat(texts.part(Part.TRAIN)).isEqualTo(MAILS);
  }

  @Test
  void aCellMayBeLong() throws IOException {
    String text = "word ".repeat(20_000).strip();
    var texts =
        LabeledTexts.open(file("long.csv", "label,text\nx," + text + "\n"), "label", "text");
    assertThat(texts.part(Part.TRAIN)).containsExactly(new LabeledText(text, "x", text));
  }

  @Test
  void tabsPartTheColumnsOfOtherFiles() throws IOException {
    Path file = file("mails.tsv", "label\ttext\tfrom\n1\tWin, win, \"win\"!\ta\n0\tNA\tc\n");
    assertThat(LabeledTexts.open(file, "label", "from").part(Part.TRAIN))
        .containsExactly(MAILS.get(0), MAILS.get(2));
  }

  @Test
  void whatIsWrongIsNamed() throws IOException {
    Path lacking = file("lacking.csv", "label,body\n1,a\n");
    assertThatThrownBy(() -> LabeledTexts.open(lacking, "label", "text"))
        .isInstanceOf(DataException.class)
        .hasMessage(lacking + " has no column 'text'; it has [label, body]");
    Path torn = file("torn.tsv", "label\ttext\n1\n");
    assertThatThrownBy(() -> LabeledTexts.open(torn, "label", "text"))
        .isInstanceOf(DataException.class)
        .hasMessage(torn + ", line 2: expected 2 columns [label, text], got 1");
    assertThatThrownBy(() -> LabeledTexts.open(folder.resolve("none.csv"), "label", "text"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there is no such file");
  }
}
