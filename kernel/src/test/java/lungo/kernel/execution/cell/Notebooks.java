package lungo.kernel.execution.cell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The corpus: files of notebooks, each begun by a line {@code == title}, of cells with empty lines
 * between them; a line of one backslash is an empty line in a cell.
 */
record Notebooks(String title, List<String> cells) {

  static List<Notebooks> read(String folder) {
    var notebooks = new ArrayList<Notebooks>();
    try (var files = Files.list(Path.of(Notebooks.class.getResource(folder).toURI()))) {
      for (Path file : files.sorted().toList()) {
        for (String part : Files.readString(file).split("(?m)^== ", -1)) {
          int end = part.indexOf('\n');
          if (end > 0) {
            String title = file.getFileName() + ": " + part.substring(0, end);
            notebooks.add(new Notebooks(title, cells(part.substring(end))));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return notebooks;
  }

  private static List<String> cells(String text) {
    return Arrays.stream(text.strip().split("\n\n+", -1))
        .map(cell -> cell.replaceAll("(?m)^\\\\$", ""))
        .toList();
  }
}
