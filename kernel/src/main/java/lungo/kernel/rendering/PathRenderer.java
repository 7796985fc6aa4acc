package lungo.kernel.rendering;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.display.Renderer;

/**
 * Shows a path with what is there: a file's size, some of a folder's names. A file below the
 * working folder, which is the notebook's, is a link that the front end opens.
 */
public final class PathRenderer implements Renderer<Path> {

  private static final int NAMES = 10;
  private static final int MOST = 10_000;

  /** For the service loader. */
  public PathRenderer() {}

  @Override
  public Class<Path> type() {
    return Path.class;
  }

  @Override
  public MimeBundle render(Path path) {
    String shown = linked(path, Html.escape(path.toString()));
    return MimeBundle.html(
        "<code>" + shown + "</code> " + Html.escape(what(path)), path.toString());
  }

  private static String what(Path path) {
    try {
      if (Files.isDirectory(path)) {
        return folder(path);
      }
      return Files.exists(path) ? "a file of " + size(Files.size(path)) : "nothing is there";
    } catch (IOException | SecurityException e) {
      return "cannot be read: " + e.getMessage();
    }
  }

  private static String folder(Path path) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
        if (names.size() > MOST) {
          return "a folder of more than " + MOST + " entries";
        }
      }
    }
    Collections.sort(names);
    String first = String.join(", ", names.subList(0, Math.min(NAMES, names.size())));
    return switch (names.size()) {
      case 0 -> "an empty folder";
      case 1 -> "a folder of 1 entry: " + first;
      default ->
          "a folder of "
              + names.size()
              + " entries: "
              + first
              + (names.size() > NAMES ? ", …" : "");
    };
  }

  private static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    int power = (int) Math.min(4, Math.floor(Math.log10((double) bytes) / 3));
    double value = bytes / Math.pow(1000, power);
    return String.format(Locale.ROOT, "%.3g %cB", value, " kMGT".charAt(power));
  }

  private static String linked(Path path, String shown) {
    if (!path.getFileSystem().equals(FileSystems.getDefault()) || !Files.isRegularFile(path)) {
      return shown;
    }
    Path folder = Path.of("").toAbsolutePath();
    Path file = path.toAbsolutePath().normalize();
    if (!file.startsWith(folder)) {
      return shown;
    }
    try {
      // The dot keeps a name with a colon from being taken for an address.
      String below = "./" + folder.relativize(file).toString().replace('\\', '/');
      String address = new URI(null, null, below, null).toASCIIString();
      return "<a href=\"" + Html.escape(address) + "\" target=\"_blank\">" + shown + "</a>";
    } catch (URISyntaxException e) {
      return shown;
    }
  }
}
