package lungo.kernel.magics.builtin;

import java.util.List;
import java.util.Optional;
import lungo.kernel.execution.Cell;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;
import lungo.kernel.magics.Options;
import lungo.kernel.protocol.History;

/** {@code %history}: prints the cells that were run. */
public final class HistoryMagic implements LineMagic {

  /** For {@link java.util.ServiceLoader}. */
  public HistoryMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "history",
        "Prints the cells that were run, in this session or in all.",
        """
        %history                       all of this session
        %history FIRST[-LAST]          those with these numbers
        %history -g TEXT               those of all sessions that contain the text (* and ? allowed)
        %history -n COUNT              the newest of all sessions
        %history -g TEXT -n COUNT      the newest of those that contain the text
        """);
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) {
    Options options = Options.of(this, call).option("-g").option("-n").parse();
    if (options.rest().size() > 1) {
      throw MagicException.usage(this, "expected one range, got " + options.rest());
    }
    Optional<List<History.Entry>> past = past(options, run);
    if (past.isPresent()) {
      past.get().forEach(cell -> print(cell.session() + "/" + cell.count(), cell.code()));
      return MagicResult.value(past.get().stream().map(History.Entry::code).toList());
    }
    List<Cell> cells = own(options, run);
    cells.forEach(cell -> print(String.valueOf(cell.number()), cell.text()));
    return MagicResult.value(cells.stream().map(Cell::text).toList());
  }

  private static void print(String number, String code) {
    System.out.println("[" + number + "] " + code.stripTrailing());
  }

  /** The cells of all sessions, if they are asked for and known. */
  private Optional<List<History.Entry>> past(Options options, CellRun run) {
    Optional<Integer> count = options.value("-n").map(this::count);
    Optional<String> text = options.value("-g");
    if (!options.rest().isEmpty() || (count.isEmpty() && text.isEmpty())) {
      return Optional.empty();
    }
    String pattern = text.map(part -> "*" + part + "*").orElse("*");
    return run.runner().past(new History.Search(pattern, count, false));
  }

  private int count(String text) {
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw MagicException.usage(this, "expected a count such as 10, got " + text);
    }
    return Integer.parseInt(text);
  }

  /** The cells of this run. */
  private List<Cell> own(Options options, CellRun run) {
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
    int shown = options.value("-n").map(this::count).orElse(cells.size());
    return cells.subList(Math.max(0, cells.size() - shown), cells.size());
  }
}
