package lungo.kernel.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import lungo.kernel.doctor.Doctor;
import lungo.kernel.doctor.Finding;
import picocli.CommandLine.Command;

/** {@code lungo doctor}: says what is there, what is wrong, and what to do about it. */
@Command(
    name = "doctor",
    description = "Examine the installation and this machine; say what to do about each fault.",
    mixinStandardHelpOptions = true,
    footer = {"", "Ends with status 1 if something prevents work."})
final class DoctorCommand implements Callable<Integer> {

  private static final Map<Finding.Level, String> MARKS =
      Map.of(Finding.Level.GOOD, "ok", Finding.Level.HINT, "hint", Finding.Level.FAULT, "FAULT");
  private static final Map<Finding.Level, String> COLOURS =
      Map.of(Finding.Level.GOOD, "32", Finding.Level.HINT, "33", Finding.Level.FAULT, "31");

  private final Place place;
  private final PrintStream out;

  DoctorCommand(Place place, PrintStream out) {
    this.place = place;
    this.out = out;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path userHome = Path.of(System.getProperty("user.home"));
    Path lab = LabCommand.environment(place);
    var doctor = new Doctor(place.home(), System.getenv(), userHome, List.of(lab));
    var count = new EnumMap<Finding.Level, Integer>(Finding.Level.class);
    doctor.examine(
        finding -> {
          count.merge(finding.level(), 1, Integer::sum);
          show(finding);
        });
    int faults = count.getOrDefault(Finding.Level.FAULT, 0);
    out.println(
        faults == 0
            ? "Nothing prevents work."
            : faults == 1 ? "One fault prevents work." : faults + " faults prevent work.");
    return faults == 0 ? 0 : 1;
  }

  private void show(Finding finding) {
    String mark = "%-5s".formatted(MARKS.get(finding.level()));
    if (place.columns() > 0 && System.getenv("NO_COLOR") == null) {
      mark = "\u001b[" + COLOURS.get(finding.level()) + "m" + mark + "\u001b[0m";
    }
    out.println(mark + " " + "%-13s ".formatted(finding.subject()) + finding.text());
    if (!finding.advice().isEmpty()) {
      out.println(" ".repeat(20) + "→ " + finding.advice());
    }
  }
}
