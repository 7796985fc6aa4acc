package lungo.kernel.magics.builtin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;
import lungo.kernel.magics.Workspace;

/** {@code %env}: shows and sets environment variables. */
public final class EnvMagic implements LineMagic {

  /** For {@link java.util.ServiceLoader}. */
  public EnvMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "env",
        "Shows environment variables, and sets them for the commands of %sh.",
        """
        %env                           all variables
        %env NAME                      one
        %env NAME=VALUE                sets one; %env NAME= removes it
        String home = %env HOME
          A JVM cannot change its own environment: System.getenv keeps the old value.
        """);
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) {
    Workspace workspace = run.runner().workspace();
    List<String> arguments = call.arguments();
    if (arguments.isEmpty()) {
      workspace.environment().forEach((name, value) -> System.out.println(name + "=" + value));
      return MagicResult.value(workspace.environment());
    }
    String first = arguments.get(0);
    int equals = first.indexOf('=');
    if (equals == 0 || arguments.size() > 2 || (equals > 0 && arguments.size() == 2)) {
      throw MagicException.usage(this, "expected NAME or NAME=VALUE, got " + call.text());
    }
    if (equals < 0 && arguments.size() == 1) {
      return show(first, workspace.environment());
    }
    String name = equals < 0 ? first : first.substring(0, equals);
    String value = equals < 0 ? arguments.get(1) : first.substring(equals + 1);
    workspace.set(name, value.isEmpty() ? Optional.empty() : Optional.of(value));
    return MagicResult.value(value);
  }

  private static MagicResult show(String name, Map<String, String> environment) {
    String value = environment.get(name);
    if (value == null) {
      throw new MagicException(
          "there is no environment variable " + name + "; %env lists them all");
    }
    System.out.println(value);
    return MagicResult.value(value);
  }

  @Override
  public List<String> complete(String typed, CellRunner runner) {
    return runner.workspace().environment().keySet().stream()
        .filter(name -> name.startsWith(typed))
        .toList();
  }
}
