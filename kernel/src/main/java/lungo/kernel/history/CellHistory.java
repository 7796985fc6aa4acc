package lungo.kernel.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lungo.kernel.magics.Globs;
import lungo.kernel.protocol.History;

/** The cells of a shell's session, and through it those of all sessions. */
public final class CellHistory {

  private static final int MOST_CODE = 100_000;
  private static final int MOST_OUTPUT = 2_000;

  private record Own(int count, String code, Optional<String> output) {}

  private final HistoryStore store;
  private final List<Own> cells = new ArrayList<>();
  private OptionalInt number = OptionalInt.empty();

  CellHistory(HistoryStore store) {
    this.store = store;
  }

  /**
   * Keeps a cell of this session. Of a long result only the beginning is kept; a cell that is
   * longer than code ever is stays in this session's memory only.
   *
   * @param count its execution counter
   * @param code its text
   * @param output its result's text, if it had one
   */
  public void add(int count, String code, Optional<String> output) {
    Optional<String> kept = output.map(CellHistory::shortened);
    synchronized (this) {
      cells.add(new Own(count, code, kept));
    }
    if (code.length() <= MOST_CODE) {
      store.add(this, count, code, kept);
    }
  }

  private static String shortened(String output) {
    return output.length() <= MOST_OUTPUT ? output : output.substring(0, MOST_OUTPUT) + "…";
  }

  /**
   * The cells that a query asks for.
   *
   * @param query which ones
   * @return the cells, oldest first
   */
  public List<History.Entry> find(History.Query query) {
    if (query instanceof History.Range range && range.session() == 0) {
      store.ask(List::of); // the session has its number once its first cell is written
      return within(range, own());
    }
    return store.ask(() -> answer(query));
  }

  private List<History.Entry> answer(History.Query query) {
    List<History.Entry> past = store.read();
    if (query instanceof History.Range range) {
      return within(range, session(range.session(), past));
    }
    int mine = number().orElse(0);
    List<History.Entry> all =
        Stream.concat(past.stream().filter(e -> e.session() != mine), own().stream()).toList();
    return query instanceof History.Tail tail
        ? last(all, tail.n())
        : search((History.Search) query, all);
  }

  /** A session's cells; negative numbers count back from this session. */
  private List<History.Entry> session(int which, List<History.Entry> past) {
    int newest = past.stream().mapToInt(History.Entry::session).max().orElse(0);
    int mine = number().orElse(newest + 1);
    int wanted = which < 0 ? mine + which : which;
    return wanted == mine ? own() : past.stream().filter(e -> e.session() == wanted).toList();
  }

  private static List<History.Entry> within(History.Range range, List<History.Entry> cells) {
    int stop = range.stop().orElse(Integer.MAX_VALUE);
    return cells.stream().filter(e -> e.count() >= range.start() && e.count() < stop).toList();
  }

  private static List<History.Entry> search(History.Search search, List<History.Entry> all) {
    Pattern pattern = Pattern.compile(Globs.regex(search.pattern()), Pattern.DOTALL);
    List<History.Entry> found =
        all.stream().filter(e -> pattern.matcher(e.code()).matches()).toList();
    if (search.unique()) {
      var newest = new LinkedHashMap<String, History.Entry>();
      for (History.Entry entry : found) {
        newest.remove(entry.code());
        newest.put(entry.code(), entry);
      }
      found = List.copyOf(newest.values());
    }
    return last(found, search.n().orElse(Integer.MAX_VALUE));
  }

  private static List<History.Entry> last(List<History.Entry> entries, int n) {
    int count = Math.max(0, Math.min(n, entries.size()));
    return List.copyOf(entries.subList(entries.size() - count, entries.size()));
  }

  private synchronized List<History.Entry> own() {
    int session = number.orElse(1);
    return cells.stream()
        .map(cell -> new History.Entry(session, cell.count(), cell.code(), cell.output()))
        .toList();
  }

  synchronized OptionalInt number() {
    return number;
  }

  synchronized void numbered(int session) {
    number = OptionalInt.of(session);
  }
}
