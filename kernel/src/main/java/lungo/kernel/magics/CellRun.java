package lungo.kernel.magics;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import lungo.kernel.execution.Cell;
import lungo.kernel.execution.CellOutput;
import lungo.kernel.execution.Outcome;
import org.jspecify.annotations.Nullable;

/** One run of a cell: what a magic can do in it. Used on the cell's thread. */
public final class CellRun {

  private final CellRunner runner;
  private final Cell cell;
  private final CellOutput output;
  private final List<MagicCall> calls = new ArrayList<>();
  private final Map<Object, Object> memory = new HashMap<>();
  private final Set<Path> classPath = new LinkedHashSet<>();

  CellRun(CellRunner runner, Cell cell, CellOutput output) {
    this.runner = runner;
    this.cell = cell;
    this.output = output;
  }

  /**
   * The notebook.
   *
   * @return what the cell runs in
   */
  public CellRunner runner() {
    return runner;
  }

  /**
   * Runs a part of the cell, which may have magics in it; its errors name the cell's lines.
   *
   * @param code the part
   * @param line the line of the cell that it begins on, from 0
   * @param column where in the line it begins, from 0
   * @return how it ended
   */
  public Outcome execute(String code, int line, int column) {
    String padded = "\n".repeat(line) + " ".repeat(column) + code;
    return execute(runner.parse(padded), cell.text());
  }

  /**
   * Runs code from elsewhere, such as a file, with magics in it.
   *
   * @param code the code
   * @return how it ended
   */
  public Outcome execute(String code) {
    return execute(runner.parse(code), code);
  }

  /**
   * Runs code from elsewhere whose lines stand for one line of the cell, without magics.
   *
   * @param code Java
   * @param call the line that its errors show
   * @return how it ended
   */
  public Outcome executeAt(String code, MagicCall call) {
    flush();
    String padded = "\n".repeat(call.line()) + code.replace('\n', ' ');
    return runner.interpreter().execute(new Cell(cell.number(), padded, cell.text()), output);
  }

  Outcome execute(ParsedCell parsed, String text) {
    Outcome outcome = new Outcome.Nothing();
    for (Segment segment : parsed.segments()) {
      if (segment instanceof Segment.Line line) {
        calls.add(line.call());
      }
    }
    for (Segment segment : parsed.segments()) {
      outcome = run(segment, text);
      if (outcome instanceof Outcome.Failed || outcome instanceof Outcome.Interrupted) {
        break;
      }
    }
    flush();
    return outcome;
  }

  private Outcome run(Segment segment, String text) {
    if (segment instanceof Segment.Java java) {
      flush();
      return runner.interpreter().execute(new Cell(cell.number(), java.code(), text), output);
    }
    if (segment instanceof Segment.Line line) {
      return magic(line.call(), text, () -> line(line.call()).runLine(line.call(), this));
    }
    var whole = (Segment.Whole) segment;
    return magic(
        whole.call(), text, () -> cell(whole.call()).runCell(whole.call(), whole.body(), this));
  }

  private Outcome magic(MagicCall call, String text, Callable<MagicResult> magic) {
    try {
      return magic.call() instanceof MagicResult.Ran ran ? ran.outcome() : new Outcome.Nothing();
    } catch (InterruptedException e) {
      return new Outcome.Interrupted();
    } catch (Exception e) {
      if (runner.interpreter().isStopped()) {
        return new Outcome.Interrupted();
      }
      if (!(e instanceof MagicException) || e.getCause() != null) {
        runner.interpreter().keep(e);
      }
      return MagicReport.of(cell.number(), text, call, e);
    }
  }

  private LineMagic line(MagicCall call) {
    return runner.magics().line(call.name()).orElseThrow(() -> runner.magics().noLine(call.name()));
  }

  private CellMagic cell(MagicCall call) {
    return runner.magics().cell(call.name()).orElseThrow(() -> runner.magics().noCell(call.name()));
  }

  /** Calls a line magic from Java. */
  @Nullable Object callLine(MagicCall call) {
    return called(call, () -> line(call).runLine(call, this));
  }

  /** Calls a cell magic from Java. */
  @Nullable Object callCell(MagicCall call, String body) {
    return called(call, () -> cell(call).runCell(call, body, this));
  }

  private @Nullable Object called(MagicCall call, Callable<MagicResult> magic) {
    MagicResult result;
    try {
      result = magic.call();
    } catch (MagicException e) {
      throw e.inJava();
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MagicException("%" + call.name() + " was interrupted", e);
    } catch (Exception e) {
      throw new MagicException(String.valueOf(e.getMessage()), e);
    }
    flush();
    if (result instanceof MagicResult.Done done) {
      return done.value();
    }
    Outcome outcome = ((MagicResult.Ran) result).outcome();
    if (outcome instanceof Outcome.Failed failed) {
      throw new MagicException(failed.message());
    }
    return outcome instanceof Outcome.Value value ? value.bundle() : null;
  }

  /** The value of code with magics in it. */
  @Nullable Object value(String code) throws Exception {
    Object value = null;
    for (Segment segment : runner.parse(code).segments()) {
      if (segment instanceof Segment.Java java) {
        flush();
        value = runner.interpreter().value(java.code());
      } else if (segment instanceof Segment.Line line) {
        value = callLine(line.call());
      } else if (segment instanceof Segment.Whole whole) {
        value = callCell(whole.call(), whole.body());
      }
    }
    return value;
  }

  /**
   * The calls of a magic that stand on lines of their own in this cell, those to come included.
   *
   * @param name one of the magic's names; its other names count too
   * @return the calls in order
   */
  public List<MagicCall> calls(String name) {
    var magic = runner.magics().line(name);
    return calls.stream().filter(c -> magic.equals(runner.magics().line(c.name()))).toList();
  }

  /**
   * Does something once in this run of the cell.
   *
   * @param key what
   * @return true the first time
   */
  public boolean first(Object key) {
    return memory.put(key, key) == null;
  }

  /**
   * Adds to what the following Java sees; all that a cell adds between two pieces of Java is added
   * at once.
   *
   * @param paths jars and folders
   */
  public void addToClassPath(List<Path> paths) {
    paths.stream().map(Path::toAbsolutePath).forEach(classPath::add);
  }

  private void flush() {
    if (!classPath.isEmpty()) {
      List<Path> paths = List.copyOf(classPath);
      classPath.clear();
      runner.interpreter().addToClassPath(paths);
    }
  }
}
