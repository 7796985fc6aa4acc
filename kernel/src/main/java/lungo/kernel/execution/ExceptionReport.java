package lungo.kernel.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import lungo.kernel.execution.cell.LazyPattern;
import org.jspecify.annotations.Nullable;

/**
 * Reports an exception: its frames as places in cells, the failing line with an excerpt, the
 * causes; without the frames of the kernel, of JShell and of reflection.
 */
final class ExceptionReport {

  private static final LazyPattern MACHINERY =
      new LazyPattern(
          "lungo\\.kernel\\..*|jdk\\.jshell\\..*|jdk\\.internal\\.reflect\\..*"
              + "|java\\.lang\\.reflect\\..*|java\\.lang\\.invoke\\..*|sun\\.reflect\\..*");

  private final Function<StackTraceElement, Optional<Place>> places;
  private volatile @Nullable Throwable last;

  ExceptionReport(Function<StackTraceElement, Optional<Place>> places) {
    this.places = places;
  }

  /** What was reported last. */
  Optional<Throwable> last() {
    return Optional.ofNullable(last);
  }

  /** Keeps what is reported elsewhere as the last; null for nothing. */
  void keep(@Nullable Throwable thrown) {
    last = thrown;
  }

  /** The outcome of a cell that threw. */
  Outcome.Failed of(Throwable thrown) {
    keep(thrown);
    var lines = new ArrayList<String>();
    Set<Throwable> told = Collections.newSetFromMap(new IdentityHashMap<>());
    Throwable next = thrown;
    while (next != null && told.add(next)) {
      report(next, next == thrown ? "" : "caused by ", lines);
      for (Throwable suppressed : next.getSuppressed()) {
        report(suppressed, "suppressed ", lines);
      }
      next = next.getCause();
    }
    hint(thrown).ifPresent(lines::add);
    return new Outcome.Failed(nameOf(thrown), messageOf(thrown), lines);
  }

  /** The outcome of a cell that could not be compiled, since the heap is full. */
  static Outcome.Failed full(OutOfMemoryError thrown) {
    String message = "there is no memory left to compile the cell";
    return new Outcome.Failed(
        nameOf(thrown),
        message,
        List.of(Ansi.bold(message), hint(thrown).orElse(""), "%reset forgets all variables."));
  }

  /** Where a thread is now. */
  List<String> of(Thread thread) {
    var lines = new ArrayList<String>();
    StackTraceElement[] stack = thread.getStackTrace();
    if (stack.length > 0) {
      lines.add(Ansi.bold("Thread " + thread.getName()) + ", " + thread.getState());
      new Frames(lines).report(frames(stack));
    }
    return lines;
  }

  private void report(Throwable thrown, String lead, List<String> lines) {
    String message = messageOf(thrown);
    List<String> text =
        (message.isEmpty() ? nameOf(thrown) : nameOf(thrown) + ": " + message).lines().toList();
    lines.add(lead + Ansi.bold(text.isEmpty() ? nameOf(thrown) : text.get(0)));
    text.stream().skip(1).forEach(lines::add);
    new Frames(lines).report(frames(thrown.getStackTrace()));
  }

  /** A stack on its way into a report: frames that repeat and long ways through libraries cut. */
  private final class Frames {

    private static final int MOST_OF_A_LIBRARY = 4;
    private final List<String> lines;
    private final Set<String> told = new HashSet<>();
    private int repeated;
    private int skipped;
    private int inLibrary;

    Frames(List<String> lines) {
      this.lines = lines;
    }

    void report(List<StackTraceElement> frames) {
      for (StackTraceElement frame : frames) {
        if (Snippets.isCell(frame)) {
          cell(frame);
        } else if (++inLibrary <= MOST_OF_A_LIBRARY) {
          endRepetition();
          lines.add("    at " + describe(frame, Optional.empty()));
        } else {
          skipped++;
        }
      }
      endRepetition();
      endLibrary();
    }

    private void cell(StackTraceElement frame) {
      Optional<Place> place = places.apply(frame);
      if (place.isEmpty() && frame.getMethodName().equals("do_it$")) {
        return; // what calls a cell's statements one after the other
      }
      String text = describe(frame, place);
      if (!told.add(text)) {
        repeated++;
        return;
      }
      endRepetition();
      endLibrary();
      lines.add("    at " + text);
      place.ifPresent(p -> lines.addAll(p.excerpt(told.size() == 1 ? 1 : 0, false)));
    }

    private void endLibrary() {
      if (skipped > 0) {
        lines.add("       … " + skipped + " frames of libraries (%trace shows them)");
      }
      skipped = 0;
      inLibrary = 0;
    }

    private void endRepetition() {
      if (repeated > 0) {
        lines.add("       … " + repeated + " frames of the above again");
      }
      repeated = 0;
    }
  }

  /** The frames that mean something to the user: down to the cell's own code, no machinery. */
  private static List<StackTraceElement> frames(StackTraceElement... stack) {
    List<StackTraceElement> all = Arrays.asList(stack);
    int end = all.size();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).getMethodName().startsWith("do_it$")) {
        end = i + 1;
        break;
      }
    }
    return all.subList(0, end).stream()
        .filter(frame -> !MACHINERY.matcher(frame.getClassName()).matches())
        .toList();
  }

  private static String describe(StackTraceElement frame, Optional<Place> place) {
    if (!Snippets.isCell(frame)) {
      return frame.getClassName() + "." + frame.getMethodName() + "(" + file(frame) + ")";
    }
    String type = Snippets.expunge(frame.getClassName() + ".").replaceFirst("\\.$", "");
    String where = place.map(Place::toString).orElse("a cell");
    String method = frame.getMethodName();
    if (method.startsWith("do_it$")) {
      return where;
    }
    String name = method.startsWith("lambda$") ? "a lambda" : method;
    return where + ", in " + (type.isEmpty() ? name : type + "." + name);
  }

  private static String file(StackTraceElement frame) {
    if (frame.getFileName() == null) {
      return frame.isNativeMethod() ? "native" : "no source";
    }
    return frame.getLineNumber() < 0
        ? frame.getFileName()
        : frame.getFileName() + ":" + frame.getLineNumber();
  }

  static String nameOf(Throwable thrown) {
    return Snippets.expunge(thrown.getClass().getName());
  }

  /** The message; a broken {@code getMessage()} of the user's must not end the kernel. */
  private static String messageOf(Throwable thrown) {
    try {
      String message = thrown.getLocalizedMessage();
      return message == null ? "" : Snippets.expunge(message);
    } catch (RuntimeException | StackOverflowError e) {
      return "(its message cannot be had: " + e.getClass().getName() + ")";
    }
  }

  private static Optional<String> hint(Throwable thrown) {
    if (thrown instanceof StackOverflowError) {
      return Optional.of(
          "A method calls itself without end, or too deeply for the thread's stack.");
    }
    if (thrown instanceof OutOfMemoryError) {
      long mib = Runtime.getRuntime().maxMemory() >> 20;
      return Optional.of(
          "The kernel lives, with a heap of "
              + mib
              + " MiB. Set variables that hold much to null, or start it with a larger -Xmx.");
    }
    return Optional.empty();
  }
}
