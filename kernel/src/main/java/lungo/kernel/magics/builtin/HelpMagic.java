package lungo.kernel.magics.builtin;

import java.util.List;
import java.util.Optional;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.Magic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;

/** {@code %help}: explains a magic, or how a notebook is used. */
public final class HelpMagic implements LineMagic {

  private static final String GENERAL =
      """
      A cell holds Java: imports, declarations, statements, expressions in any order. The last
      expression's value is shown; Display.show(value) shows others.
      Tab completes, Shift-Tab explains.
      %lsmagic lists the magics, %help NAME explains one.
      %maven GROUP:ARTIFACT:VERSION adds a library, %who lists the variables.""";

  /** For {@link java.util.ServiceLoader}. */
  public HelpMagic() {}

  @Override
  public Manual manual() {
    return Manual.of("help", "Explains a magic, or how a notebook is used.", "%help [MAGIC]");
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) {
    Optional<String> name = call.argument(this).map(n -> n.replaceFirst("^%{1,2}", ""));
    if (name.isEmpty()) {
      System.out.println(GENERAL);
      return MagicResult.done();
    }
    Manual manual = find(name.get(), run.runner()).manual();
    System.out.println(manual.summary() + "\n\n" + manual.usage());
    if (!manual.aliases().isEmpty()) {
      System.out.println("\nalso called " + String.join(", ", manual.aliases()));
    }
    return MagicResult.done();
  }

  private static Magic find(String name, CellRunner runner) {
    Optional<? extends Magic> line = runner.magics().line(name);
    Optional<? extends Magic> cell = runner.magics().cell(name);
    if (line.isPresent()) {
      return line.get();
    }
    if (cell.isPresent()) {
      return cell.get();
    }
    throw new MagicException("there is no magic " + name + "; %lsmagic lists them all");
  }

  @Override
  public List<String> complete(String typed, CellRunner runner) {
    return runner.magics().all().stream()
        .map(magic -> magic.manual().name())
        .filter(name -> name.startsWith(typed))
        .toList();
  }
}
