package lungo.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import lungo.kernel.magics.Globs;
import lungo.kernel.protocol.History;

/** The cells of this session that were to be kept, oldest first. */
final class CellHistory {

  private static final int SESSION = 1;

  private final List<History.Entry> entries = new ArrayList<>();

  /** Keeps a cell. */
  synchronized void add(int count, String code, Optional<String> output) {
    entries.add(new History.Entry(SESSION, count, code, output));
  }

  /** The cells that a query asks for, oldest first. */
  synchronized List<History.Entry> find(History.Query query) {
    if (query instanceof History.Tail tail) {
      return last(entries, tail.n());
    }
    if (query instanceof History.Range range) {
      return range(range);
    }
    return search((History.Search) query);
  }

  private List<History.Entry> range(History.Range range) {
    if (range.session() != 0 && range.session() != SESSION) {
      return List.of();
    }
    int stop = range.stop().orElse(Integer.MAX_VALUE);
    return entries.stream().filter(e -> e.count() >= range.start() && e.count() < stop).toList();
  }

  private List<History.Entry> search(History.Search search) {
    Pattern pattern = Pattern.compile(Globs.regex(search.pattern()), Pattern.DOTALL);
    List<History.Entry> found =
        entries.stream().filter(e -> pattern.matcher(e.code()).matches()).toList();
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
}
