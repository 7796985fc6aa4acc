package lungo.kernel.magics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lungo.kernel.execution.Ansi;
import lungo.kernel.execution.Outcome;

/** Reports a magic that failed: its line in the cell, what is wrong, how it is used. */
final class MagicReport {

  private MagicReport() {}

  static Outcome.Failed of(int cell, String text, MagicCall call, Exception e) {
    String message =
        Optional.ofNullable(e.getLocalizedMessage()).filter(m -> !m.isBlank()).orElse(e.toString());
    List<String> code = text.lines().toList();
    String line = call.line() < code.size() ? code.get(call.line()) : "";
    var report = new ArrayList<String>();
    List<String> sentences = message.lines().toList();
    report.add(
        "Cell [" + cell + "], line " + (call.line() + 1) + ": " + Ansi.bold(sentences.get(0)));
    report.addAll(sentences.subList(1, sentences.size()));
    report.add(Ansi.bold("-> " + (call.line() + 1) + " | ") + line);
    if (e instanceof MagicException magic && !magic.usage().isEmpty()) {
      report.add("usage:");
      magic.usage().lines().forEach(usage -> report.add("  " + usage));
    }
    return new Outcome.Failed(e.getClass().getSimpleName(), message, report);
  }
}
