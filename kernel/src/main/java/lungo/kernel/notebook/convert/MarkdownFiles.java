package lungo.kernel.notebook.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lungo.display.MimeBundle;
import lungo.kernel.notebook.Notebook;
import lungo.kernel.notebook.NotebookCell;
import lungo.kernel.notebook.NotebookException;
import lungo.kernel.notebook.NotebookOutput;

/**
 * A notebook as a Markdown text, with its pictures in a folder beside it: {@code NAME.md} and
 * {@code NAME_files/}.
 */
final class MarkdownFiles {

  private static final Map<String, String> PICTURES = new LinkedHashMap<>();

  static {
    PICTURES.put("image/png", "png");
    PICTURES.put("image/jpeg", "jpg");
    PICTURES.put("image/gif", "gif");
    PICTURES.put(MimeBundle.SVG, "svg");
  }

  private static final Pattern PICTURE =
      Pattern.compile("(!\\[[^\\]]*\\]\\()(?<place>[^)\\s]+)(?<rest>[^)]*\\))");

  private final Path folder;
  private final Path target;
  private final String pictures;
  private final List<Path> written = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  /**
   * The files of one notebook.
   *
   * @param folder where the notebook lies
   * @param target the text
   */
  MarkdownFiles(Path folder, Path target) {
    this.folder = folder;
    this.target = target.toAbsolutePath();
    this.pictures =
        String.valueOf(target.getFileName()).replaceFirst("\\.[^.]+$", "").replace(' ', '-')
            + "_files";
    written.add(target);
  }

  List<Path> write(Notebook notebook) throws NotebookException {
    int number = 0;
    for (NotebookCell cell : notebook.cells()) {
      if (cell instanceof NotebookCell.Code code) {
        number++;
        block("java", code.source());
        int output = 0;
        for (NotebookOutput each : code.outputs()) {
          output(each, "cell" + number + "-" + ++output);
        }
      } else if (cell instanceof NotebookCell.Markdown) {
        paragraph(prose(cell));
      } else {
        block("", cell.source());
      }
    }
    Texts.write(target, text.toString());
    return written;
  }

  private void paragraph(String markdown) {
    if (!markdown.isBlank()) {
      text.append(text.isEmpty() ? "" : "\n").append(markdown.strip()).append('\n');
    }
  }

  /** A fenced block whose fence is longer than any run of backticks in it. */
  private void block(String language, String code) {
    if (code.isBlank()) {
      return;
    }
    int longest = 2;
    for (Matcher run = Pattern.compile("`+").matcher(code); run.find(); ) {
      longest = Math.max(longest, run.end() - run.start());
    }
    String fence = "`".repeat(longest + 1);
    paragraph(fence + language + "\n" + code.stripTrailing() + "\n" + fence);
  }

  /** The cell's text, its attached pictures and those of the notebook's folder as files. */
  private String prose(NotebookCell cell) throws NotebookException {
    Map<?, ?> attached = cell.rest().get("attachments") instanceof Map<?, ?> m ? m : Map.of();
    Matcher picture = PICTURE.matcher(cell.source());
    var prose = new StringBuilder();
    int done = 0;
    while (picture.find()) {
      String place = picture.group("place");
      prose.append(cell.source().substring(done, picture.start("place")));
      prose.append(moved(place, attached));
      done = picture.end("place");
    }
    return prose.append(cell.source().substring(done)).toString();
  }

  private String moved(String place, Map<?, ?> attached) throws NotebookException {
    if (place.startsWith("attachment:")) {
      String name = place.substring("attachment:".length());
      return attached.get(name) instanceof Map<?, ?> bundle && !bundle.isEmpty()
          ? keep(name, decoded(String.valueOf(bundle.values().iterator().next())))
          : place;
    }
    if (place.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*") || folder.equals(target.getParent())) {
      return place;
    }
    try {
      Path file = folder.resolve(place.replace("%20", " "));
      return Files.isRegularFile(file)
          ? keep(String.valueOf(file.getFileName()), Files.readAllBytes(file))
          : place;
    } catch (IOException | InvalidPathException e) {
      return place;
    }
  }

  private static byte[] decoded(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }

  private String keep(String name, byte[] bytes) throws NotebookException {
    Path file = Objects.requireNonNull(target.getParent()).resolve(pictures).resolve(name);
    Texts.write(file, bytes);
    written.add(file);
    return pictures + "/" + name.replace(" ", "%20");
  }

  private void output(NotebookOutput output, String name) throws NotebookException {
    if (output instanceof NotebookOutput.Stream stream) {
      block("text", stream.plainText());
    } else if (output instanceof NotebookOutput.ExecuteResult result) {
      bundle(result.bundle(), name);
    } else if (output instanceof NotebookOutput.DisplayData display) {
      bundle(display.bundle(), name);
    } else if (output instanceof NotebookOutput.Failure failure) {
      String report =
          failure.traceback().isEmpty()
              ? failure.name() + ": " + failure.message()
              : String.join("\n", failure.traceback());
      block("text", new NotebookOutput.Stream("stderr", report).plainText());
    }
  }

  /** A picture, Markdown or text; HTML, whose style Markdown's readers drop, comes last. */
  private void bundle(MimeBundle bundle, String name) throws NotebookException {
    Map<String, Object> data = bundle.data();
    for (var kind : PICTURES.entrySet()) {
      if (data.get(kind.getKey()) instanceof String picture) {
        boolean isText = kind.getKey().equals(MimeBundle.SVG);
        byte[] bytes =
            isText ? picture.getBytes(java.nio.charset.StandardCharsets.UTF_8) : decoded(picture);
        String alt = data.get(MimeBundle.TEXT) instanceof String words ? words : "";
        String line = alt.lines().findFirst().orElse("").replaceAll("[\\[\\]]", "");
        paragraph("![" + line + "](" + keep(name + "." + kind.getValue(), bytes) + ")");
        return;
      }
    }
    if (data.get(MimeBundle.MARKDOWN) instanceof String markdown) {
      paragraph(markdown);
    } else if (data.get(MimeBundle.TEXT) instanceof String words && !words.isBlank()) {
      block("text", new NotebookOutput.Stream("stdout", words).plainText());
    } else if (data.get(MimeBundle.HTML) instanceof String html) {
      paragraph(html.replaceAll("\\n\\s*\\n", "\n"));
    }
  }
}
