package lungo.kernel.execution.cell;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A cell in execution: how far it came, and what it has left up to there. */
final class Execution {

  final Object cell;
  final String code;
  final Reference reference;

  /** Declarations of the cell that are not complete yet. */
  final Set<Declaration> waiting = new LinkedHashSet<>();

  /** Variables that lost their values. */
  final List<String> lost = new ArrayList<>();

  /** The snippets behind the one that ended the cell that are wrong, too. */
  List<Wrong> further = List.of();

  /** Names that other cells have declared while the segment ran. */
  final Set<String> changedElsewhere = new HashSet<>();

  CellResult result = new CellResult.Nothing();

  /** Index in the code of what is to be done next. */
  int at;

  boolean isOver;

  /** The segment that runs; null while none does. */
  Compilation.@Nullable Outcome running;

  /** Holds the index of the snippet that runs. */
  private @Nullable Field done;

  /** The index of the last snippet of the segment whose declaration the session knows. */
  int committed = -1;

  Execution(Object cell, String code, Reference reference) {
    this.cell = cell;
    this.code = code;
    this.reference = reference;
  }

  void end(CellResult how) {
    result = how;
    isOver = true;
  }

  /** A segment was compiled and is about to run. */
  void begin(Compilation.Outcome segment) {
    running = segment;
    done = null;
    committed = -1;
    changedElsewhere.clear();
  }

  /** The segment's class was loaded; its field says how far it comes. */
  void counts(Field field) {
    done = field;
  }

  /** The index of the snippet that runs; -1 before the first. */
  int done() throws IllegalAccessException {
    return done == null ? -1 : done.getInt(null);
  }
}
