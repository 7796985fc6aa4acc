package lungo.kernel.magics.builtin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lungo.kernel.execution.Outcome;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;
import lungo.kernel.magics.WorkspacePaths;

/** {@code %load}: runs a script or the code cells of another notebook. */
public final class LoadMagic implements LineMagic {

  private static final List<String> EXTENSIONS =
      List.of(".jsh", ".jshell", ".java", ".ijava", ".ipynb");

  /** For {@link java.util.ServiceLoader}. */
  public LoadMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "load",
        "Runs a script, or the code cells of a notebook, as if they stood here.",
        """
        %load FILE                     .jsh, .jshell, .java, .ijava or .ipynb, which can be left out
        """);
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) throws IOException {
    String name = call.arguments(this, 1, 1).get(0);
    Path file = find(run.runner().workspace().resolve(name));
    Outcome outcome = new Outcome.Nothing();
    for (String code : cells(file)) {
      outcome = run.execute(code);
      if (outcome instanceof Outcome.Failed failed) {
        return new MagicResult.Ran(in(file, failed));
      }
      if (outcome instanceof Outcome.Interrupted) {
        break;
      }
    }
    return new MagicResult.Ran(outcome instanceof Outcome.Value ? new Outcome.Nothing() : outcome);
  }

  private static Path find(Path named) {
    return Stream.concat(
            Stream.of(named),
            EXTENSIONS.stream().map(e -> named.resolveSibling(WorkspacePaths.name(named) + e)))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new MagicException(
                    "there is no file " + named + ", nor with " + String.join(", ", EXTENSIONS)));
  }

  private static List<String> cells(Path file) throws IOException {
    String text = Files.readString(file);
    if (!WorkspacePaths.name(file).endsWith(".ipynb")) {
      return List.of(text);
    }
    try {
      var cells = new ArrayList<String>();
      JsonArray all = JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("cells");
      for (JsonElement element : all) {
        JsonObject cell = element.getAsJsonObject();
        if (cell.get("cell_type").getAsString().equals("code")) {
          cells.add(source(cell.get("source")));
        }
      }
      return cells;
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      throw new MagicException(file + " is not a notebook of format 4: " + e.getMessage());
    }
  }

  private static String source(JsonElement source) {
    if (source.isJsonPrimitive()) {
      return source.getAsString();
    }
    var text = new StringBuilder();
    source.getAsJsonArray().forEach(line -> text.append(line.getAsString()));
    return text.toString();
  }

  private static Outcome.Failed in(Path file, Outcome.Failed failed) {
    var report = new ArrayList<>(failed.traceback());
    report.add("in " + file + ", whose lines are counted above");
    return new Outcome.Failed(failed.name(), failed.message(), report);
  }

  @Override
  public List<String> complete(String typed, CellRunner runner) {
    return WorkspacePaths.complete(
        typed, runner, path -> EXTENSIONS.stream().anyMatch(WorkspacePaths.name(path)::endsWith));
  }
}
