package lungo.kernel.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A command line in a folder, and what it printed. */
abstract class CommandTest {

  final Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  CommandTest(Path folder) {
    this.folder = folder;
  }

  final int lungo(String... args) {
    var place = new Place(folder, Optional.empty(), Optional.empty(), 0);
    return Main.execute(
        place,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        args);
  }

  final String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  final String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
