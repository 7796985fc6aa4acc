package lungo.kernel.execution;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.management.JMException;

/**
 * Ends what threads of interrupted cells wait for in the operating system, where {@link
 * Thread#interrupt} does not reach, so that the call returns and the thread comes to its next
 * check: a socket that accepts gets a connection, another one is shut down, and a child process
 * whose pipe is waited for is ended. Only Linux tells which socket or pipe that is; elsewhere such
 * a thread waits on.
 */
final class BlockingIo {

  private static final int ROUNDS = 100;
  private static final int ROUND_MILLIS = 100;

  /** After so many rounds it is no longer tried in a way that leaves something. */
  private static final int GENTLE_ROUNDS = 5;

  private final Supplier<List<Thread>> stopping;
  private final AwaitedFiles files = new AwaitedFiles();

  private BlockingIo(Supplier<List<Thread>> stopping) {
    this.stopping = stopping;
  }

  /**
   * Looks after threads that were interrupted, on a thread of its own; for ten seconds, or until
   * there are none.
   *
   * @param stopping the threads that are still to stop
   */
  static void end(Supplier<List<Thread>> stopping) {
    var thread = new Thread(() -> new BlockingIo(stopping).watch(), "interrupt of blocking I/O");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try {
      for (int round = 1; round <= ROUNDS; round++) {
        TimeUnit.MILLISECONDS.sleep(ROUND_MILLIS);
        List<Thread> threads = stopping.get();
        if (threads.isEmpty()) {
          return;
        }
        for (Thread thread : threads) {
          end(thread, round <= GENTLE_ROUNDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ReflectiveOperationException | JMException | RuntimeException e) {
      return; // not possible here: a second interrupt shows where the threads are
    }
  }

  private void end(Thread thread, boolean gently) throws ReflectiveOperationException, JMException {
    StackTraceElement[] frames = thread.getStackTrace();
    if (!isInIo(frames)) {
      return;
    }
    try {
      OptionalInt file = files.of(thread);
      if (file.isEmpty()) {
        return;
      }
      String opened =
          Files.readSymbolicLink(Path.of("/proc/self/fd/" + file.getAsInt())).toString();
      if (opened.startsWith("pipe:")) {
        endChildren(opened, gently);
      } else if (opened.startsWith("socket:")) {
        end(new NativeSocket(file.getAsInt()), gently && isAccepting(frames));
      }
    } catch (IOException e) {
      return; // closed meanwhile, or the system does not tell
    }
  }

  /** Whether a thread is in a native method that reads, writes, or waits to. */
  private static boolean isInIo(StackTraceElement[] frames) {
    if (frames.length == 0 || !frames[0].isNativeMethod()) {
      return false;
    }
    String type = frames[0].getClassName();
    return type.startsWith("sun.nio.")
        || type.startsWith("java.net.")
        || type.startsWith("java.io.");
  }

  private static boolean isAccepting(StackTraceElement[] frames) {
    return Arrays.stream(frames).anyMatch(f -> f.getClassName().equals("java.net.ServerSocket"));
  }

  private static void end(NativeSocket socket, boolean byConnecting)
      throws ReflectiveOperationException, IOException {
    if (byConnecting) {
      socket.knock();
    } else {
      socket.shutDown();
    }
  }

  /** Ends the processes below this one that have a pipe's other end. */
  private static void endChildren(String pipe, boolean gently) {
    ProcessHandle.current()
        .descendants()
        .filter(child -> hasOpen(child, pipe))
        .forEach(child -> end(child, gently));
  }

  private static boolean hasOpen(ProcessHandle process, String opened) {
    Path folder = Path.of("/proc/" + process.pid() + "/fd");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (Files.readSymbolicLink(file).toString().equals(opened)) {
          return true;
        }
      }
    } catch (IOException e) {
      return false; // it has ended, or is somebody else's
    }
    return false;
  }

  private static void end(ProcessHandle process, boolean gently) {
    if (gently) {
      process.destroy();
    } else {
      process.destroyForcibly();
    }
  }
}
