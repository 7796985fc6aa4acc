package lungo.kernel.magics.builtin;

import java.util.List;
import lungo.kernel.execution.Cell;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;
import lungo.kernel.magics.Options;

/** {@code %history}: prints the cells that were run. */
public final class HistoryMagic implements LineMagic {

  /** For {@link java.util.ServiceLoader}. */
  public HistoryMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "history",
        "Prints the cells that were run in this session.",
        """
        %history                       all of them
        %history FIRST[-LAST]          those with these numbers
        %history -g TEXT               those that contain the text
        """);
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) {
    Options options = Options.of(this, call).option("-g").parse();
    if (options.rest().size() > 1) {
      throw MagicException.usage(this, "expected one range, got " + options.rest());
    }
    String range = options.rest().isEmpty() ? "1-999999999" : options.rest().get(0);
    if (!range.matches("\\d{1,9}(-\\d{1,9})?")) {
      throw MagicException.usage(this, "expected a range such as 3-5, got " + range);
    }
    int dash = range.indexOf('-');
    int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
    int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
    List<Cell> cells =
        run.runner().history().stream()
            .filter(cell -> cell.number() >= first && cell.number() <= last)
            .filter(cell -> cell.text().contains(options.value("-g").orElse("")))
            .toList();
    cells.forEach(
        cell -> System.out.println("[" + cell.number() + "] " + cell.text().stripTrailing()));
    return MagicResult.value(cells.stream().map(Cell::text).toList());
  }
}
