package lungo.kernel.notebook.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import lungo.display.MimeBundle;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookCell;
import lungo.kernel.notebook.NotebookException;
import lungo.kernel.notebook.NotebookOutput;
import org.junit.jupiter.api.Test;

class CheckTest {

  private static NotebookCell.Code cell(Map<String, Object> check, NotebookOutput... outputs) {
    Map<String, Object> metadata =
        check.isEmpty() ? Map.of() : Map.of("lungo", Map.of("check", check));
    return new NotebookCell.Code(
        "c", "work()", metadata, OptionalInt.of(1), List.of(outputs), Map.of());
  }

  private static CheckResult compare(
      Map<String, Object> check, NotebookOutput stored, NotebookOutput now)
      throws NotebookException {
    return Check.with(Notebook.of(cell(check, stored))).compare(Notebook.of(cell(check, now)));
  }

  private static NotebookOutput printed(String text) {
    return new NotebookOutput.Stream("stdout", text);
  }

  private static NotebookOutput shown(MimeBundle bundle) {
    return new NotebookOutput.DisplayData(bundle);
  }

  private static NotebookOutput picture(int width, Consumer<Graphics2D> drawing)
      throws IOException {
    var image = new BufferedImage(width, 120, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, width, 120);
    pen.setColor(Color.BLUE);
    drawing.accept(pen);
    var png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return shown(MimeBundle.png(png.toByteArray(), "a picture"));
  }

  @Test
  void equalTextPassesAndTheSlightestDifferenceIsNamedByCellAndLine() throws Exception {
    assertThat(compare(Map.of(), printed("a 1.0\nb"), printed("a 1.0\nb")).differences()).isEmpty();
    CheckResult found = compare(Map.of(), printed("a 1.0\nb 2.0\n"), printed("a 1.0\nb 2.1\n"));
    assertThat(found.differing()).isOne();
    assertThat(found.differences().get(0).toString())
        .isEqualTo(
            """
            cell 1 of 1 (work()): standard output
                line 2
                  expected  b 2.0
                  actual    b 2.1\
            """);
  }

  @Test
  void numbersMayDifferByTheToleranceWhateverTheirWidth() throws Exception {
    Map<String, Object> check = Map.of("tolerance", 0.02);
    // 9.9 to 10.09 is 1.88 % of the larger one
    assertThat(
            compare(check, printed("loss  9.9\n----"), printed("loss 10.09\n-----")).differences())
        .isEmpty();
    // 9.9 to 10.2 is 2.94 %
    CheckResult found = compare(check, printed("loss 9.9"), printed("loss 10.2"));
    assertThat(found.differences().get(0).details())
        .containsExactly(
            "line 1: numbers 9.9 and 10.2 are 2.94 % apart, the tolerance is 2 %",
            "  expected  loss 9.9", "  actual    loss 10.2");
    assertThat(compare(check, printed("1,000 of 2e3"), printed("990 of 1.99e3")).differences())
        .isEmpty();
    assertThat(compare(check, printed("loss 1"), printed("gain 1")).differing()).isOne();
    assertThat(compare(check, printed("resnet18"), printed("resnet19")).differing()).isOne();
    assertThat(compare(check, printed("1 2"), printed("1")).differing()).isOne();
    assertThat(compare(Map.of("absolute", 1e-6), printed("3e-9"), printed("-2e-8")).differences())
        .isEmpty();
  }

  @Test
  void timesAndPatternsAreNotComparedWhereTheMetadataSaysSo() throws Exception {
    var before = printed("50/50  7.9/s  0:49  loss 5.08  8,241 tokens/s, rate 1, seconds 56.5");
    var now = printed("50/50  12.1/s  0:58  loss 5.08  977 tokens/s, rate 1, seconds 9");
    assertThat(compare(Map.of(), before, now).differing()).isOne();
    assertThat(compare(Map.of("ignore", "times"), before, now).differences()).isEmpty();
    var other = printed("50/50  12.1/s  0:58  loss 5.09  977 tokens/s, rate 1, seconds 9");
    assertThat(compare(Map.of("ignore", "times"), before, other).differing()).isOne();
    assertThat(
            compare(
                    Map.of("ignore", List.of("times", "\\S+$")),
                    printed("took 3 ms, column 7"),
                    printed("took 41 ms, column 12"))
                .differences())
        .isEmpty();
  }

  @Test
  void whereContentsAreLeftOutThereMustStillBeAsManyOutputsOfTheSameKinds() throws Exception {
    Map<String, Object> check = Map.of("ignore", List.of("times", "contents"));
    assertThat(compare(check, printed("the whale"), printed("a ship, 3")).differences()).isEmpty();
    var html = shown(MimeBundle.html("<b>a</b>", "a"));
    assertThat(compare(check, html, shown(MimeBundle.html("<b>bc</b>", "bc"))).differences())
        .isEmpty();
    assertThat(compare(check, printed("the whale"), printed(" \n")).differences().get(0).details())
        .containsExactly("expected  some text", "actual    (nothing)");
    assertThat(compare(check, html, shown(MimeBundle.text("a"))).differing()).isOne();
    var line = picture(300, pen -> pen.drawLine(10, 100, 290, 20));
    assertThat(compare(check, line, picture(300, pen -> {})).differences()).isEmpty();
    assertThat(compare(check, line, picture(301, pen -> {})).differing()).isOne();
    var failed = new NotebookOutput.Failure("Oops", "no", List.of());
    assertThat(compare(check, html, failed).differing()).isOne();
  }

  @Test
  void aCellMayBeIgnoredAndItsSettingsPrecedeTheNotebooks() throws Exception {
    assertThat(compare(Map.of("ignore", true), printed("a"), printed("b")))
        .isEqualTo(new CheckResult(0, 1, 0, 0, List.of()));
    Map<String, Object> defaults = Map.of("check", Map.of("tolerance", 0.5, "ignore", true));
    var stored = cell(Map.of("ignore", false), printed("8"));
    var now = cell(Map.of(), printed("9"));
    Check check = Check.with(Notebook.of(stored).withMetadata("lungo", defaults));
    assertThat(check.compare(Notebook.of(now))).isEqualTo(new CheckResult(1, 0, 0, 0, List.of()));
  }

  @Test
  void picturesAreComparedBySizeAndSimilarity() throws Exception {
    var line = picture(300, pen -> pen.drawLine(10, 100, 290, 20));
    var same = picture(300, pen -> pen.drawLine(10, 100, 290, 20));
    var bent = picture(300, pen -> pen.drawLine(10, 20, 290, 100));
    assertThat(compare(Map.of(), line, same).differences()).isEmpty();
    CheckResult found = compare(Map.of(), line, bent);
    assertThat(found.differences().get(0).toString())
        .contains("display 1 (image/png)", "expected  a similarity of 0.95", "actual    0.");
    assertThat(compare(Map.of("similarity", 0), line, bent).differences()).isEmpty();
    assertThat(compare(Map.of("similarity", 0), line, picture(301, pen -> {})).differences())
        .singleElement()
        .extracting(Difference::details)
        .isEqualTo(List.of("expected  300 × 120 pixels", "actual    301 × 120 pixels"));
  }

  @Test
  void htmlIsComparedByWhatAReaderSees() throws Exception {
    var stored =
        shown(MimeBundle.html("<table><tr><th>a&lt;b</th></tr><tr><td>1</td></tr></table>", ""));
    var styled =
        shown(
            MimeBundle.html(
                "<style>td {}</style><table class='x'><tr><th><b>a&#60;b</b></th></tr>"
                    + "<tr><td>1</td></tr></table>",
                ""));
    assertThat(compare(Map.of(), stored, styled).differences()).isEmpty();
    var other =
        shown(MimeBundle.html("<table><tr><th>a&lt;b</th></tr><tr><td>2</td></tr></table>", ""));
    assertThat(compare(Map.of(), stored, other).differences().get(0).toString())
        .contains("display 1 (text/html)", "line 2", "expected  1", "actual    2");
  }

  @Test
  void missingAndFurtherOutputsAndErrorsAreDifferences() throws Exception {
    var one = shown(MimeBundle.text("one"));
    var none = Check.with(Notebook.of(cell(Map.of()))).compare(Notebook.of(cell(Map.of(), one)));
    assertThat(none.differences().get(0).details())
        .containsExactly("expected  (nothing)", "actual    one");
    var gone = Check.with(Notebook.of(cell(Map.of(), one))).compare(Notebook.of(cell(Map.of())));
    assertThat(gone.differences().get(0).details())
        .containsExactly("expected  one", "actual    (nothing)");
    var failed = new NotebookOutput.Failure("Oops", "no", List.of());
    assertThat(compare(Map.of(), one, failed).differences().get(0).details())
        .containsExactly("expected  display 1 of [text/plain]", "actual    error of [text/plain]");
  }

  @Test
  void whatAThreadPrintsBetweenDisplaysDoesNotMatter() throws Exception {
    var first = shown(MimeBundle.text("x"));
    Check check = Check.with(Notebook.of(cell(Map.of(), printed("a\n"), first, printed("b\n"))));
    assertThat(check.compare(Notebook.of(cell(Map.of(), printed("a\nb\n"), first))).differences())
        .isEmpty();
  }

  @Test
  void aNotebookOrACellThatWasNeverExecutedCannotBeCompared() {
    var never = NotebookCell.Code.of("n", "1 + 1");
    assertThatThrownBy(() -> Check.with(Notebook.of(never)))
        .hasMessageContaining("was never executed");
    assertThatThrownBy(() -> Check.with(Notebook.of(cell(Map.of(), printed("a")), never)))
        .hasMessageContaining("cell 2 of 2 (1 + 1) has no stored output");
  }

  @Test
  void settingsThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> Check.with(Notebook.of(cell(Map.of("tolerence", 0.1)))))
        .hasMessageContaining("metadata of cell 1 of 1 (work())")
        .hasMessageContaining(
            "no entry 'tolerence'; there are: [absolute, ignore, similarity, tol");
    assertThatThrownBy(() -> Check.with(Notebook.of(cell(Map.of("tolerance", 2)))))
        .hasMessageContaining("lungo.check.tolerance must be a number from 0.0 to 1.0, got 2");
    assertThatThrownBy(() -> Check.with(Notebook.of(cell(Map.of("ignore", List.of("("))))))
        .hasMessageContaining("'(' is no regular expression");
    assertThatThrownBy(() -> Check.with(Notebook.of(cell(Map.of("ignore", 3)))))
        .hasMessageContaining(
            "lungo.check.ignore must be true, \"times\", \"contents\", a regular");
  }
}
