package lungo.kernel.execution.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The engine, with JShell behind it. */
final class EngineSession implements AutoCloseable {

  final Shell shell;
  final CellEngine engine;

  /** The cells that JShell had to take, but to reject them. */
  final List<String> left = new ArrayList<>();

  EngineSession(List<String> options) {
    shell = new Shell(options);
    engine = new CellEngine(shell.store, new Javac(shell.store, () -> options), shell);
    shell.use(engine::filesForShell);
  }

  String run(String code) {
    int before = shell.accepted;
    CellResult result = engine.run("cell", code, shell).result();
    if (shell.accepted > before) {
      left.add(code);
    }
    if (result instanceof CellResult.Value v) {
      return Report.value(v.value(), v.type());
    }
    if (result instanceof CellResult.Threw t) {
      return Report.threw(t.thrown());
    }
    if (result instanceof CellResult.Unresolved u) {
      return Report.unresolved(u.waiting().name(), u.waiting().missing());
    }
    return result instanceof CellResult.Rejected r
        ? Report.rejected(r.offset(), r.diagnostics())
        : "nothing";
  }

  Map<String, String> variables() {
    var variables = new TreeMap<String, String>();
    for (CellEngine.Variable v : engine.variables()) {
      variables.put(v.name(), Report.variable(v.name(), v.type(), v.value()));
    }
    return variables;
  }

  @Override
  public void close() {
    shell.close();
  }
}
