package lungo.kernel.magics.builtin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import lungo.kernel.magics.CellMagic;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;
import lungo.kernel.magics.Options;
import lungo.kernel.magics.WorkspacePaths;

/** {@code %%writefile}: writes the cell into a file. */
public final class WriteFileMagic implements CellMagic {

  /** For {@link java.util.ServiceLoader}. */
  public WriteFileMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "writefile",
        "Writes the cell into a file.",
        """
        %%writefile [-a] FILE
          -a   append to what the file holds
        """);
  }

  @Override
  public MagicResult runCell(MagicCall call, String body, CellRun run) throws IOException {
    Options options = Options.of(this, call).flag("-a", "--append").parse();
    if (options.rest().size() != 1) {
      throw MagicException.usage(this, "expected one file, got " + options.rest());
    }
    Path file = run.runner().workspace().resolve(options.rest().get(0));
    boolean existed = Files.exists(file);
    if (options.has("-a")) {
      Files.writeString(file, body, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } else {
      Files.writeString(file, body);
    }
    String did = !existed ? "wrote " : options.has("-a") ? "appended to " : "overwrote ";
    System.out.println(did + file);
    return MagicResult.done();
  }

  @Override
  public List<String> complete(String typed, CellRunner runner) {
    return WorkspacePaths.complete(typed, runner, path -> true);
  }
}
