package lungo.kernel.notebook.check;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import lungo.display.MimeBundle;
import lungo.kernel.notebook.NotebookOutput;
import org.jspecify.annotations.Nullable;

/**
 * One cell's outputs against those of another run. What was printed is joined, since where a stream
 * is cut between displays depends on threads; what was shown is compared in order.
 */
final class OutputComparison {

  private static final String WIDGET = "application/vnd.jupyter.widget-view+json";

  /** What was shown, or the error, in a form that can be compared. */
  private record Shown(String name, Map<String, Object> data) {}

  private final String cell;
  private final CheckSettings settings;
  private final TextComparison text;

  OutputComparison(String cell, CheckSettings settings) {
    this.cell = cell;
    this.settings = settings;
    this.text = new TextComparison(settings);
  }

  List<Difference> differences(List<NotebookOutput> stored, List<NotebookOutput> now) {
    var found = new ArrayList<Difference>();
    add("standard output", texts(printed(stored, "stdout"), printed(now, "stdout")), found);
    add("standard error", texts(printed(stored, "stderr"), printed(now, "stderr")), found);
    List<Shown> expected = shown(stored);
    List<Shown> actual = shown(now);
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      compare(expected.get(i), actual.get(i), found);
    }
    for (Shown missing :
        expected.subList(Math.min(actual.size(), expected.size()), expected.size())) {
      add(missing.name(), List.of("expected  " + summary(missing), "actual    (nothing)"), found);
    }
    for (Shown more : actual.subList(Math.min(actual.size(), expected.size()), actual.size())) {
      add(more.name(), List.of("expected  (nothing)", "actual    " + summary(more)), found);
    }
    return found;
  }

  private void add(String output, List<String> details, List<Difference> found) {
    if (!details.isEmpty()) {
      found.add(new Difference(cell, output, details));
    }
  }

  private static String printed(List<NotebookOutput> outputs, String stream) {
    return outputs.stream()
        .filter(NotebookOutput.Stream.class::isInstance)
        .map(NotebookOutput.Stream.class::cast)
        .filter(output -> output.name().equals(stream))
        .map(NotebookOutput.Stream::plainText)
        .collect(Collectors.joining());
  }

  private static List<Shown> shown(List<NotebookOutput> outputs) {
    var shown = new ArrayList<Shown>();
    int displays = 0;
    for (NotebookOutput output : outputs) {
      if (output instanceof NotebookOutput.DisplayData display) {
        shown.add(new Shown("display " + ++displays, display.bundle().data()));
      } else if (output instanceof NotebookOutput.ExecuteResult result) {
        shown.add(new Shown("result", result.bundle().data()));
      } else if (output instanceof NotebookOutput.Failure failure) {
        String message = failure.name() + ": " + failure.message();
        shown.add(new Shown("error", Map.of(MimeBundle.TEXT, message)));
      } else if (output instanceof NotebookOutput.Unknown unknown) {
        shown.add(new Shown("output of a newer format", Map.of("json", unknown.json())));
      }
    }
    return shown;
  }

  /** Reports the first representation that differs: the others would say the same again. */
  private void compare(Shown expected, Shown actual, List<Difference> found) {
    if (!expected.name().equals(actual.name())
        || !expected.data().keySet().equals(actual.data().keySet())) {
      add(
          actual.name(),
          List.of(
              "expected  " + expected.name() + " of " + new TreeSet<>(expected.data().keySet()),
              "actual    " + actual.name() + " of " + new TreeSet<>(actual.data().keySet())),
          found);
      return;
    }
    for (var entry : new TreeMap<>(expected.data()).descendingMap().entrySet()) {
      String mime = entry.getKey();
      @Nullable Object now = actual.data().get(mime);
      List<String> details = now == null ? List.of() : compare(mime, entry.getValue(), now);
      if (!details.isEmpty()) {
        String kind = mime.equals(MimeBundle.TEXT) ? "" : " (" + mime + ")";
        add(actual.name() + kind, details, found);
        return;
      }
    }
  }

  private List<String> compare(String mime, Object expected, Object actual) {
    if (mime.equals(WIDGET)) {
      return List.of(); // the id of a model, another one each time
    }
    if (mime.equals(MimeBundle.PNG) || mime.equals(MimeBundle.JPEG)) {
      return pictures(expected.toString(), actual.toString());
    }
    if (mime.equals(MimeBundle.HTML)) {
      return texts(HtmlText.of(expected.toString()), HtmlText.of(actual.toString()));
    }
    return texts(canonical(expected), canonical(actual));
  }

  /** Where contents are left out, there need only be some text where there was some. */
  private List<String> texts(String expected, String actual) {
    if (!settings.kindsOnly()) {
      return text.differences(expected, actual);
    }
    return expected.isBlank() == actual.isBlank()
        ? List.of()
        : List.of("expected  " + some(expected), "actual    " + some(actual));
  }

  private static String some(String text) {
    return text.isBlank() ? "(nothing)" : "some text";
  }

  private List<String> pictures(String expected, String actual) {
    if (expected.equals(actual)) {
      return List.of();
    }
    BufferedImage stored;
    BufferedImage now;
    try {
      stored = picture(expected);
      now = picture(actual);
    } catch (IOException | IllegalArgumentException e) {
      return List.of("a picture cannot be read: " + e.getMessage());
    }
    if (stored.getWidth() != now.getWidth() || stored.getHeight() != now.getHeight()) {
      return List.of(
          "expected  " + Similarity.size(stored) + " pixels",
          "actual    " + Similarity.size(now) + " pixels");
    }
    double similarity = settings.kindsOnly() ? 1 : Similarity.between(stored, now);
    return similarity >= settings.similarity()
        ? List.of()
        : List.of(
            String.format(Locale.ROOT, "expected  a similarity of %s", settings.similarity()),
            String.format(Locale.ROOT, "actual    %.3f", similarity));
  }

  private static BufferedImage picture(String base64) throws IOException {
    byte[] bytes = Base64.getMimeDecoder().decode(base64);
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
    if (image == null) {
      throw new IOException("it is neither PNG nor JPEG");
    }
    return image;
  }

  /** Text as it is, JSON with its keys in order. */
  private static String canonical(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> entry.getKey() + ": " + canonical(entry.getValue()))
          .sorted()
          .collect(Collectors.joining("\n", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(OutputComparison::canonical).collect(Collectors.joining(", "));
    }
    return String.valueOf(value);
  }

  private static String summary(Shown shown) {
    Object plain = shown.data().getOrDefault(MimeBundle.TEXT, shown.data().keySet());
    List<String> lines = plain.toString().lines().toList();
    String first = lines.isEmpty() ? "(empty)" : lines.get(0);
    return first.length() > 100 ? first.substring(0, 99) + "…" : first;
  }
}
