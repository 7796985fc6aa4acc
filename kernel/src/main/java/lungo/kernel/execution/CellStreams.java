package lungo.kernel.execution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.Consumer;
import java.util.function.Function;
import lungo.display.Display;
import lungo.display.DisplaySink;
import lungo.display.MimeBundle;
import org.jspecify.annotations.Nullable;

/**
 * The process's standard streams and displays while an interpreter lives: each thread's output goes
 * to the cell that started the thread, also after that cell has ended; what no cell started, such
 * as the threads of the common pool, belongs to the cell that runs now or ran last.
 */
final class CellStreams implements AutoCloseable {

  @SuppressWarnings("ThreadLocalUsage") // ends with the interpreter, as do the threads that hold it
  private final InheritableThreadLocal<CellContext> mine = new InheritableThreadLocal<>();

  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final InputStream realIn = System.in;
  private final DisplaySink realDisplay;
  private volatile @Nullable CellContext newest;

  private CellStreams() {
    System.setOut(print(context -> context.stdout, realOut));
    System.setErr(print(context -> context.stderr, realErr));
    System.setIn(new Input());
    realDisplay = Display.attach(new Displays());
  }

  /** Takes over the process's streams until this is closed. */
  static CellStreams redirect() {
    return new CellStreams();
  }

  /** Says that the calling thread, and what it starts, works for a run of a cell. */
  void enter(CellContext context) {
    newest = context;
    mine.set(context);
  }

  /** Says which of the cells that run gets what no cell started. */
  void prefer(CellContext context) {
    newest = context;
  }

  /** Says that the calling thread works for no cell any more. */
  void leave() {
    mine.remove();
  }

  /** Runs work so that it works for the run that the thread which calls this does now. */
  Consumer<Runnable> bound() {
    CellContext context = current();
    return work -> {
      CellContext before = mine.get();
      mine.set(context);
      try {
        work.run();
      } finally {
        mine.set(before);
      }
    };
  }

  /** The run that the calling thread works for; null before the first one. */
  @Nullable CellContext current() {
    CellContext own = mine.get();
    return own == null || isShared(Thread.currentThread()) ? newest : own;
  }

  /** The run that the calling thread was started for; null for threads that no cell started. */
  @Nullable CellContext own() {
    return isShared(Thread.currentThread()) ? newest : mine.get();
  }

  private static boolean isShared(Thread thread) {
    return thread instanceof ForkJoinWorkerThread worker
        && worker.getPool() == ForkJoinPool.commonPool();
  }

  @Override
  public void close() {
    System.setOut(realOut);
    System.setErr(realErr);
    System.setIn(realIn);
    Display.attach(realDisplay);
  }

  private PrintStream print(
      Function<CellContext, CellContext.Decoder> stream, PrintStream outsideOfCells) {
    var routed =
        new OutputStream() {
          @Override
          public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            CellContext context = current();
            if (context == null) {
              outsideOfCells.write(bytes, offset, length);
            } else {
              stream.apply(context).write(bytes, offset, length);
            }
          }
        };
    return new CellPrintStream(routed);
  }

  /**
   * A stream that a cell cannot close under the feet of those that follow. It writes a line with
   * its end at once, which a subclass of {@code PrintStream} else does in two pieces.
   */
  private static final class CellPrintStream extends PrintStream {

    private static final String END = System.lineSeparator();

    CellPrintStream(OutputStream out) {
      super(out, false, StandardCharsets.UTF_8);
    }

    @Override
    public void println(@Nullable String line) {
      print(line + END);
    }

    @Override
    public void println(@Nullable Object object) {
      print(object + END);
    }

    @Override
    public void println(char[] line) {
      print(String.valueOf(line) + END);
    }

    @Override
    public void println(boolean value) {
      print(value + END);
    }

    @Override
    public void println(char value) {
      print(value + END);
    }

    @Override
    public void println(int value) {
      print(value + END);
    }

    @Override
    public void println(long value) {
      print(value + END);
    }

    @Override
    public void println(float value) {
      print(value + END);
    }

    @Override
    public void println(double value) {
      print(value + END);
    }

    @Override
    public void close() {
      flush();
    }
  }

  /** Standard input: asks the front end of the cell for a line whenever the last one is used up. */
  private final class Input extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      CellContext context = current();
      if (length == 0) {
        return 0;
      }
      if (context == null) {
        return realIn.read(into, offset, length);
      }
      if (context.available() == 0) {
        try {
          context.feed(ask(context, "", false));
        } catch (IOException e) {
          // A Scanner takes an IOException for the end of the input and hides its reason.
          throw new UncheckedIOException(e.getMessage(), e);
        }
      }
      return context.take(into, offset, length);
    }

    @Override
    public int available() {
      CellContext context = current();
      return context == null ? 0 : context.available();
    }
  }

  private static String ask(CellContext context, String prompt, boolean password)
      throws IOException {
    try {
      return context.output.readLine(prompt, password);
    } catch (InterruptedException e) {
      if (context.stopped) {
        throw new Stop.Interruption();
      }
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for input", e);
    }
  }

  /** Sends what is shown to the cell of the thread that shows it. */
  private final class Displays implements DisplaySink {

    @Override
    public void show(String id, MimeBundle bundle) {
      sink().show(id, bundle);
    }

    @Override
    public void update(String id, MimeBundle bundle) {
      sink().update(id, bundle);
    }

    @Override
    public void clear(boolean wait) {
      sink().clear(wait);
    }

    @Override
    public String readLine(String prompt, boolean isSecret)
        throws IOException, InterruptedException {
      CellContext context = current();
      return context == null
          ? realDisplay.readLine(prompt, isSecret)
          : ask(context, prompt, isSecret);
    }

    private DisplaySink sink() {
      CellContext context = current();
      return context == null ? realDisplay : context.output;
    }
  }
}
