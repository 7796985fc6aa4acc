package lungo.kernel.execution.cell;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;

/** Plain JShell, snippet by snippet: the reference. */
final class PlainSession implements AutoCloseable {

  private final Shell shell;

  PlainSession(List<String> options) {
    shell = new Shell(options, true);
  }

  String run(String code) {
    String report = "nothing";
    String rest = code;
    while (true) {
      CompletionInfo info = shell.jshell().sourceCodeAnalysis().analyzeCompletion(rest);
      if (info.completeness() == Completeness.EMPTY) {
        return report;
      }
      boolean isCut =
          info.completeness() == Completeness.DEFINITELY_INCOMPLETE
              || info.completeness() == Completeness.UNKNOWN;
      String source = isCut ? rest : info.source();
      Reference.Evaluation evaluation = shell.evaluate("cell", 0, source);
      for (SnippetEvent event : evaluation.events()) {
        if (event.causeSnippet() == null) {
          report = report(event, evaluation, code.length() - rest.length());
          if (event.snippet().subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
            shell.jshell().drop(event.snippet());
          }
        }
      }
      if (isCut || report.matches("(?s)(rejected|threw|unresolved) .*")) {
        return report;
      }
      rest = info.remaining();
    }
  }

  private String report(SnippetEvent event, Reference.Evaluation evaluation, int offset) {
    JShell jshell = shell.jshell();
    Snippet snippet = event.snippet();
    if (event.status() == Status.REJECTED) {
      return Report.rejected(offset, jshell.diagnostics(snippet).toList());
    }
    if (event.exception() instanceof UnresolvedReferenceException e) {
      return Report.unresolved(
          nameOf(e.getSnippet()), jshell.unresolvedDependencies(e.getSnippet()).toList());
    }
    if (evaluation.thrown() != null) {
      return Report.threw(evaluation.thrown());
    }
    if (snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
      return Report.value(evaluation.value(), ((VarSnippet) snippet).typeName());
    }
    if (snippet instanceof ExpressionSnippet e) {
      return Report.value(evaluation.value(), e.typeName());
    }
    return "nothing";
  }

  private static String nameOf(DeclarationSnippet snippet) {
    return snippet instanceof MethodSnippet m
        ? m.name() + "(" + m.parameterTypes().replace(" ", "") + ")"
        : snippet.name();
  }

  /** The variables with their types and values. */
  Map<String, String> variables() {
    var variables = new TreeMap<String, String>();
    JShell jshell = shell.jshell();
    jshell
        .variables()
        .filter(v -> jshell.status(v) == Status.VALID)
        .forEach(
            v -> {
              Object value =
                  shell.field(jshell.sourceCodeAnalysis().wrapper(v).fullClassName(), v.name());
              variables.put(v.name(), Report.variable(v.name(), v.typeName(), value));
            });
    return variables;
  }

  @Override
  public void close() {
    shell.close();
  }
}
