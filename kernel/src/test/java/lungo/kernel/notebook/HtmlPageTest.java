package lungo.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import lungo.display.MimeBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlPageTest {

  private final Path folder;

  HtmlPageTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private String render(NotebookCell... cells) {
    return HtmlPage.render(Notebook.of(cells), folder, "fallback");
  }

  private static NotebookCell code(String source, NotebookOutput... outputs) {
    return NotebookCell.Code.of("c", source).executed(OptionalInt.of(1), List.of(outputs));
  }

  @Test
  void textThatCellsPrintIsEscaped() {
    String page =
        render(
            code(
                "var s = \"<i>\";",
                new NotebookOutput.Stream("stdout", "<script>alert(1)</script>"),
                new NotebookOutput.DisplayData(MimeBundle.text("a < b"))));
    assertThat(page).doesNotContain("<script>").contains("&lt;script&gt;", "a &lt; b");
    assertThat(page).contains("<span class=\"j-string\">&quot;&lt;i&gt;&quot;</span>");
  }

  @Test
  void scriptsCannotRun() {
    assertThat(render()).contains("Content-Security-Policy", "default-src 'none'");
  }

  @Test
  void theRichestRepresentationIsShownAndImagesAreInThePage() {
    var html = MimeBundle.html("<table><tr><td>1</td></tr></table>", "plain one");
    var png = MimeBundle.png(new byte[] {1, 2, 3}, "a picture").sized(MimeBundle.PNG, 40, 30);
    String page =
        render(
            code(
                "x",
                new NotebookOutput.ExecuteResult(1, html),
                new NotebookOutput.DisplayData(png)));
    assertThat(page).contains("<table><tr><td>1</td></tr></table>").doesNotContain("plain one");
    assertThat(page)
        .contains("<img alt=\"a picture\" src=\"data:image/png;base64,AQID\" width=\"40\">");
  }

  @Test
  void markdownHasTablesCodeAndTheImagesBesideTheNotebook() throws Exception {
    Files.write(folder.resolve("net.png"), new byte[] {1, 2, 3});
    String page =
        render(
            NotebookCell.Markdown.of(
                "m",
                "# A `small` net\n\n|a|b|\n|-|-|\n|1|2|\n\n![net](net.png)\n\n```java\nint x;\n```\n"));
    assertThat(page).contains("<title>A small net</title>", "<td>2</td>");
    assertThat(page).contains("src=\"data:image/png;base64,AQID\"");
    assertThat(page).contains("<span class=\"j-keyword\">int</span> x;");
  }

  @Test
  void longCodeIsFoldedUnderItsFirstLineAndShortCodeIsNot() {
    String page = render(code("// about\nint a = 1;\nint b;\nint c;"));
    assertThat(page)
        .contains("<details class=\"fold\"><summary><code><span class=\"j-keyword\">int</span> a")
        .contains("<span class=\"lines\">4 lines</span></summary><pre class=\"code\">");
    assertThat(render(code("int a;\nint b;"))).doesNotContain("<details");
  }

  @Test
  void headingsAreTheContentsEachWithAPlaceOfItsOwn() {
    String page =
        render(
            NotebookCell.Markdown.of("m", "# A `small` net\n\n## Data & more\n\n#### not listed"),
            NotebookCell.Markdown.of("n", "## Data & more\n"));
    assertThat(page)
        .contains("<li class=\"level-1\"><a href=\"#A-small-net\">A small net</a>")
        .contains("<li class=\"level-2\"><a href=\"#Data-&amp;-more\">Data &amp; more</a>")
        .contains("<a href=\"#Data-&amp;-more-2\">")
        .contains("<h2 id=\"Data-&amp;-more-2\">")
        .doesNotContain("not listed</a>");
    assertThat(page.indexOf("<nav")).isLessThan(page.indexOf("<main"));
    assertThat(render(NotebookCell.Markdown.of("m", "# A"))).doesNotContain("<nav");
  }

  @Test
  void anAttachedImageIsInThePage() {
    var attachments = Map.<String, Object>of("i.png", Map.of("image/png", "AQID"));
    String page =
        render(
            new NotebookCell.Markdown(
                "m", "![i](attachment:i.png)", Map.of(), Map.of("attachments", attachments)));
    assertThat(page).contains("data:image/png;base64,AQID");
  }

  @Test
  void aTracebackKeepsItsColours() {
    var failure = new NotebookOutput.Failure("E", "bad", List.of("\u001B[1;31mE\u001B[0m: <bad>"));
    assertThat(render(code("x", failure)))
        .contains("<span class=\"a-fg1 a-bold\">E</span>: &lt;bad&gt;");
  }

  @Test
  void terminalColoursBecomeSpans() {
    assertThat(AnsiHtml.convert("\u001B[38;5;196mred\u001B[39m \u001B[48;2;1;2;3mrgb\u001B[m"))
        .isEqualTo(
            "<span style=\"color:#ff0000\">red</span> <span style=\"background-color:#010203\">rgb</span>");
    assertThat(AnsiHtml.convert("\u001B[2K\u001B]0;title\u0007kept")).isEqualTo("kept");
  }

  @Test
  void aCarriageReturnOverwritesItsLine() {
    assertThat(AnsiHtml.overwrite("10%\r20%\r\nend\n100%\r")).isEqualTo("20%\nend\n100%");
  }

  @Test
  void javaIsColouredWithoutChangingIt() {
    String code = "@Override /* a */ List<String> f(int x) { return \"\"\"\n \"a\" \"\"\"; } // e";
    String html = JavaHighlighter.highlight(code);
    assertThat(html.replaceAll("<[^>]*>", "")).isEqualTo(lungo.display.Html.escape(code));
    assertThat(html)
        .contains("<span class=\"j-annotation\">@Override</span>")
        .contains("<span class=\"j-comment\">// e</span>", "<span class=\"j-type\">List</span>");
  }
}
