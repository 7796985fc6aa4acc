package lungo.kernel.notebook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Markdown as HTML: CommonMark with GitHub's tables, Java code coloured, and images put into the
 * page, whether they are attached to the cell or lie beside the notebook.
 */
final class MarkdownHtml {

  private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final Map<String, String> IMAGE_TYPES =
      Map.of(
          "png", "image/png",
          "jpg", "image/jpeg",
          "jpeg", "image/jpeg",
          "gif", "image/gif",
          "webp", "image/webp",
          "svg", "image/svg+xml");

  private final Path directory;
  private final List<Heading> headings = new ArrayList<>();
  private final HtmlRenderer renderer =
      HtmlRenderer.builder()
          .extensions(EXTENSIONS)
          .attributeProviderFactory(context -> this::nameHeading)
          .nodeRendererFactory(context -> new CodeRenderer(context.getWriter()))
          .build();

  /**
   * A heading that was converted.
   *
   * @param level from 1 to 6
   * @param text without its marks
   * @param id the element's id, unique among those of this converter
   */
  record Heading(int level, String text, String id) {}

  /** Markdown whose relative images lie below a directory. */
  MarkdownHtml(Path directory) {
    this.directory = directory;
  }

  /** The headings of all that was converted until now, in order. */
  List<Heading> headings() {
    return List.copyOf(headings);
  }

  private void nameHeading(Node node, String tag, Map<String, String> attributes) {
    if (node instanceof org.commonmark.node.Heading heading) {
      String text = text(heading);
      String name = text.replaceAll("\\s+", "-"); // as Jupyter, so that a notebook's links work
      String id = name;
      for (int n = 2; isTaken(id); n++) {
        id = name + "-" + n;
      }
      headings.add(new Heading(heading.getLevel(), text, id));
      attributes.put("id", id);
    }
  }

  private static String text(Node node) {
    var text = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text words) {
            text.append(words.getLiteral());
          }

          @Override
          public void visit(Code code) {
            text.append(code.getLiteral());
          }

          @Override
          public void visit(SoftLineBreak end) {
            text.append(' ');
          }
        });
    return text.toString().strip();
  }

  private boolean isTaken(String id) {
    return headings.stream().anyMatch(heading -> heading.id().equals(id));
  }

  String convert(String markdown, Map<?, ?> attachments) {
    Node document = PARSER.parse(markdown);
    document.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Image image) {
            image.setDestination(inline(image.getDestination(), attachments));
            visitChildren(image);
          }
        });
    return renderer.render(document);
  }

  private String inline(String destination, Map<?, ?> attachments) {
    if (destination.startsWith("attachment:")) {
      Object bundle = attachments.get(destination.substring("attachment:".length()));
      if (bundle instanceof Map<?, ?> map && !map.isEmpty()) {
        var first = map.entrySet().iterator().next();
        return "data:" + first.getKey() + ";base64," + joined(first.getValue());
      }
      return destination;
    }
    String extension =
        destination.substring(destination.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String type = IMAGE_TYPES.get(extension);
    if (type == null || destination.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")) {
      return destination;
    }
    try {
      Path file = directory.resolve(destination.replace("%20", " "));
      return "data:" + type + ";base64," + base64(Files.readAllBytes(file));
    } catch (IOException | InvalidPathException e) {
      return destination; // the browser shows the image's text
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String joined(Object value) {
    return value instanceof List<?> lines
        ? String.join("", lines.stream().map(String::valueOf).toList())
        : String.valueOf(value);
  }

  /** Colours fenced blocks of Java. */
  private record CodeRenderer(org.commonmark.renderer.html.HtmlWriter html)
      implements org.commonmark.renderer.NodeRenderer {

    @Override
    public java.util.Set<Class<? extends Node>> getNodeTypes() {
      return java.util.Set.of(FencedCodeBlock.class);
    }

    @Override
    public void render(Node node) {
      var block = (FencedCodeBlock) node;
      String info = String.valueOf(block.getInfo()).strip();
      html.line();
      html.tag("pre");
      html.tag("code");
      if (info.equals("java") || info.startsWith("java ")) {
        html.raw(JavaHighlighter.highlight(block.getLiteral()));
      } else {
        html.text(block.getLiteral());
      }
      html.tag("/code");
      html.tag("/pre");
      html.line();
    }
  }
}
