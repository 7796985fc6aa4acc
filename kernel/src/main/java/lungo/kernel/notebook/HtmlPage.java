package lungo.kernel.notebook;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lungo.display.Html;
import lungo.display.MimeBundle;

/**
 * A notebook as one HTML page that needs nothing else: images are in the page, code is coloured and
 * folded unless it is short, the headings are a table of contents, light and dark follow the
 * reader's system, narrow screens and paper are served. Text is escaped; HTML that the notebook
 * itself shows is kept, but a content security policy keeps scripts from running.
 */
public final class HtmlPage {

  private static final Pattern HEADING = Pattern.compile("(?m)^#\\s+(.+?)\\s*#*$");
  private static final List<String> IMAGES = List.of("image/png", "image/jpeg", "image/gif");
  private static final String POLICY =
      "default-src 'none'; img-src data: https:; media-src data:; style-src 'unsafe-inline'";

  /** Code of more lines than this is folded. */
  private static final int SHORT = 3;

  /** A table of contents of fewer headings says nothing. */
  private static final int LEAST_HEADINGS = 3;

  private final MarkdownHtml markdown;
  private final Html page = new Html();

  private HtmlPage(Path directory) {
    this.markdown = new MarkdownHtml(directory);
  }

  /**
   * Writes a notebook as a page, atomically.
   *
   * @param notebook the notebook, usually an executed one
   * @param directory where images that the Markdown refers to are found
   * @param title the page's title if the notebook has no heading
   * @param file the page, replaced if it exists
   * @throws NotebookException if it cannot be written; a page that was there is unchanged
   */
  public static void write(Notebook notebook, Path directory, String title, Path file)
      throws NotebookException {
    AtomicFile.write(file, render(notebook, directory, title));
  }

  /**
   * A notebook as a page.
   *
   * @param notebook the notebook, usually an executed one
   * @param directory where images that the Markdown refers to are found
   * @param title the page's title if the notebook has no heading
   * @return the whole page
   */
  public static String render(Notebook notebook, Path directory, String title) {
    return new HtmlPage(directory).page(notebook, title);
  }

  private String page(Notebook notebook, String title) {
    notebook.cells().forEach(this::cell);
    String cells = page.toString();
    var whole = new Html();
    head(whole, heading(notebook, title));
    whole.open("body");
    contents(whole);
    whole.open("main").raw("\n").raw(cells);
    return whole + "\n";
  }

  private static void head(Html page, String title) {
    page.raw("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    page.raw("<meta charset=\"utf-8\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">\n");
    page.element("title", title).raw("\n");
    page.open("style").raw(style()).close().close().raw("\n");
  }

  /** The headings down to the third level, as links; folded where the screen is narrow. */
  private void contents(Html into) {
    List<MarkdownHtml.Heading> headings =
        markdown.headings().stream().filter(heading -> heading.level() <= 3).toList();
    if (headings.size() < LEAST_HEADINGS) {
      return;
    }
    into.open("nav", "class", "contents", "aria-label", "Contents").open("details");
    into.element("summary", "Contents").open("ul");
    for (MarkdownHtml.Heading heading : headings) {
      into.open("li", "class", "level-" + heading.level());
      into.element("a", heading.text(), "href", "#" + heading.id()).close();
    }
    into.close().close().close().raw("\n");
  }

  private static String heading(Notebook notebook, String title) {
    return notebook.cells().stream()
        .filter(NotebookCell.Markdown.class::isInstance)
        .map(cell -> HEADING.matcher(cell.source()))
        .filter(Matcher::find)
        .map(heading -> heading.group(1).replaceAll("[*_`]", ""))
        .findFirst()
        .orElse(title);
  }

  private void cell(NotebookCell cell) {
    page.open("section", "id", cell.id(), "class", "cell");
    if (cell instanceof NotebookCell.Code code) {
      if (!code.source().isBlank()) {
        page.open("div", "class", "input");
        code.executionCount()
            .ifPresent(number -> page.element("span", "[" + number + "]", "class", "count"));
        source(code);
        page.close().raw("\n");
      }
      code.outputs().forEach(this::output);
    } else if (cell instanceof NotebookCell.Markdown) {
      Map<?, ?> attachments = cell.rest().get("attachments") instanceof Map<?, ?> m ? m : Map.of();
      page.open("div", "class", "prose");
      page.raw(markdown.convert(cell.source(), attachments)).close();
    } else {
      page.element("pre", cell.source(), "class", "raw");
    }
    page.close().raw("\n");
  }

  private void source(NotebookCell.Code code) {
    long lines = code.source().lines().count();
    if (lines > SHORT) {
      page.open("details", "class", "fold").open("summary");
      page.open("code").raw(JavaHighlighter.highlight(code.title())).close();
      page.element("span", lines + " lines", "class", "lines").close();
    }
    page.open("pre", "class", "code").open("code");
    page.raw(JavaHighlighter.highlight(code.source())).close().close();
    if (lines > SHORT) {
      page.close();
    }
  }

  private void output(NotebookOutput output) {
    if (output instanceof NotebookOutput.Stream stream) {
      page.open("pre", "class", "output " + (stream.name().equals("stderr") ? "stderr" : "stdout"));
      page.raw(AnsiHtml.convert(stream.text())).close();
    } else if (output instanceof NotebookOutput.ExecuteResult result) {
      bundle(result.bundle());
    } else if (output instanceof NotebookOutput.DisplayData display) {
      bundle(display.bundle());
    } else if (output instanceof NotebookOutput.Failure failure) {
      String report =
          failure.traceback().isEmpty()
              ? failure.name() + ": " + failure.message()
              : String.join("\n", failure.traceback());
      page.open("pre", "class", "output error").raw(AnsiHtml.convert(report)).close();
    }
    page.raw("\n");
  }

  private void bundle(MimeBundle bundle) {
    Map<String, Object> data = bundle.data();
    page.open("div", "class", "output rich");
    if (data.get(MimeBundle.HTML) instanceof String html) {
      page.raw(html);
    } else if (data.get(MimeBundle.MARKDOWN) instanceof String text) {
      page.open("div", "class", "prose").raw(markdown.convert(text, Map.of())).close();
    } else if (data.get(MimeBundle.SVG) instanceof String svg) {
      byte[] bytes = svg.getBytes(StandardCharsets.UTF_8);
      image(bundle, MimeBundle.SVG, Base64.getEncoder().encodeToString(bytes));
    } else {
      IMAGES.stream()
          .filter(data::containsKey)
          .findFirst()
          .ifPresentOrElse(
              mime -> image(bundle, mime, String.valueOf(data.get(mime)).replaceAll("\\s", "")),
              () -> page.open("pre").raw(AnsiHtml.convert(bundle.plainText())).close());
    }
    page.close();
  }

  private void image(MimeBundle bundle, String mime, String base64) {
    Object hints = bundle.metadata().get(mime);
    Object width = hints instanceof Map<?, ?> map ? map.get("width") : null;
    String alt = bundle.data().get(MimeBundle.TEXT) instanceof String text ? text : "";
    page.raw("<img alt=\"" + Html.escape(alt) + "\" src=\"data:" + mime + ";base64,");
    page.raw(Html.escape(base64) + "\"");
    if (width instanceof Number pixels) {
      page.raw(" width=\"" + pixels.intValue() + "\"");
    }
    page.raw(">");
  }

  private static String style() {
    try (InputStream css = HtmlPage.class.getResourceAsStream("page.css")) {
      return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
