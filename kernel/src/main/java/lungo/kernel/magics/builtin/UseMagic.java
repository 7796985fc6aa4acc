package lungo.kernel.magics.builtin;

import java.util.List;
import lungo.display.Extension;
import lungo.kernel.execution.Outcome;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.magics.Extensions;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;

/** {@code %use}: brings in a part of Lungo that is not there from the start. */
public final class UseMagic implements LineMagic {

  /** For {@link java.util.ServiceLoader}. */
  public UseMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "use",
        "Brings in a part of Lungo that is not there from the start, such as Spark.",
        """
        %use NAME [OPTION…]            %use spark --master local[*]
        """);
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) throws Exception {
    List<String> arguments = call.arguments(this, 1, Integer.MAX_VALUE);
    Extensions extensions = run.runner().extensions();
    Extension extension = extensions.find(arguments.get(0));
    String java;
    try {
      java = extension.load(arguments.subList(1, arguments.size()), extensions);
    } catch (IllegalArgumentException e) {
      throw new MagicException(e.getMessage() + "\nusage:\n" + extension.usage().indent(2));
    }
    Outcome outcome = run.executeAt(java, call);
    return outcome instanceof Outcome.Value ? MagicResult.done() : new MagicResult.Ran(outcome);
  }

  @Override
  public List<String> complete(String typed, CellRunner runner) {
    return runner.extensions().names().stream().filter(name -> name.startsWith(typed)).toList();
  }
}
