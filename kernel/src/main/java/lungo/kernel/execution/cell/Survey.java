package lungo.kernel.execution.cell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.tools.Diagnostic;
import lungo.kernel.execution.cell.Declaration.Origin;

/** The errors of a cell's snippets at their places in the cell. */
final class Survey {

  private final Object cell;
  private final String code;
  private final Map<Part, List<Wrong.Problem>> errors = new HashMap<>();

  Survey(Object cell, String code) {
    this.cell = cell;
    this.code = code;
  }

  /** Takes the errors that a part has from the compilation of a unit. */
  void add(Unit unit, Part part) {
    List<Wrong.Problem> all = errors.computeIfAbsent(part, key -> new ArrayList<>());
    int start = Objects.requireNonNull(part.snippet).span().start();
    for (Diagnostic<?> error : part.errors) {
      Optional<Integer> at = place(unit, error.getPosition());
      int position = at.orElse(start);
      all.add(
          new Wrong.Problem(
              error.getCode(),
              error.getMessage(Locale.ROOT),
              position - start,
              place(unit, error.getStartPosition()).orElse(position) - start,
              place(unit, error.getEndPosition()).orElse(position + 1) - start));
    }
  }

  private Optional<Integer> place(Unit unit, long index) {
    return unit.origin(index).filter(o -> o.cell().equals(cell)).map(Origin::offset);
  }

  /** The wrong ones behind the first, unless they mention what a wrong one before them declares. */
  List<Wrong> behindFirst(List<Part> parts) {
    var found = new ArrayList<Wrong>();
    Set<String> doubtful = new HashSet<>();
    for (Part part : parts) {
      Snippet snippet = Objects.requireNonNull(part.snippet);
      List<Wrong.Problem> wrong = errors.getOrDefault(part, List.of());
      boolean isFirst = part.isOfSameText(parts.get(0));
      boolean follows = !Collections.disjoint(snippet.span().mentions(), doubtful);
      if (!isFirst && wrong.isEmpty() && !follows) {
        continue;
      }
      if (snippet instanceof Snippet.Import) {
        return found; // whatever it should bring may be what is missing from here on
      }
      if (part.declaration != null) {
        doubtful.add(part.declaration.name);
      }
      if (!isFirst && !follows) {
        String source = code.substring(snippet.span().start(), snippet.span().end());
        found.add(new Wrong(snippet.span().start(), source, wrong));
      }
    }
    return found;
  }
}
