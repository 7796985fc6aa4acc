package lungo.kernel;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import lungo.kernel.channels.Channels;
import lungo.kernel.execution.InterpreterOptions;
import lungo.kernel.history.HistoryStore;
import lungo.kernel.ijava.IJavaEnvironment;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.protocol.BadMessageException;
import lungo.kernel.protocol.Codec;
import lungo.kernel.protocol.ConnectionInfo;

/** The kernel's process: from the connection file to the end, whatever cells have left running. */
public final class KernelMain {

  private static final int HOOKS_SECONDS = 2;
  private static final int BAD_CONNECTION_FILE = 2;

  private KernelMain() {}

  /**
   * Runs a kernel with the default options; the process ends with it.
   *
   * @param args the connection file
   */
  public static void main(String... args) {
    if (args.length != 1) {
      System.err.println("usage: java lungo.kernel.KernelMain CONNECTION_FILE");
      exit(BAD_CONNECTION_FILE);
    }
    exit(run(Path.of(args[0]), InterpreterOptions::defaults));
  }

  /**
   * Runs a kernel until its front end asks for the end or its parent process (the environment's
   * {@code JPY_PARENT_PID}) is gone.
   *
   * @param connectionFile the connection file
   * @param options how its interpreter starts; asked for in the background
   * @return the status with which to {@link #exit}: 0 after an orderly end
   */
  public static int run(Path connectionFile, Supplier<InterpreterOptions> options) {
    PrintStream log = System.err; // the process's own: a cell's will take its place
    Kernel.daemon(Codec::rehearse, "lungo-rehearsal").start();
    try {
      ConnectionInfo connection = ConnectionInfo.parse(Files.readString(connectionFile));
      Channels channels = Channels.open(connection);
      CompletableFuture<CellRunner> runner = // what goes wrong there, each cell will say
          CompletableFuture.supplyAsync(
              () -> IJavaEnvironment.current().start(options.get()),
              start -> Kernel.daemon(start, "lungo-start").start());
      Kernel.run(channels, history(log), runner, KernelMain::endWithParent);
      return 0;
    } catch (BadMessageException e) {
      log.println(connectionFile + ": " + e.getMessage());
      return BAD_CONNECTION_FILE;
    } catch (IOException e) {
      log.println("the kernel cannot start: " + e);
      return BAD_CONNECTION_FILE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static HistoryStore history(PrintStream log) {
    return new HistoryStore(
        HistoryStore.place(
            System.getenv(),
            Path.of(System.getProperty("user.home")),
            System.getProperty("os.name")),
        line -> log.println("[lungo] " + line));
  }

  /**
   * Ends the process though threads of cells are alive; their shutdown hooks get {@value
   * #HOOKS_SECONDS} seconds.
   *
   * @param status the process's exit status
   */
  public static void exit(int status) {
    Kernel.daemon(
            () -> {
              try {
                TimeUnit.SECONDS.sleep(HOOKS_SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(status);
            },
            "lungo-exit")
        .start();
    System.exit(status);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // its one consequence ends the process
  private static void endWithParent() {
    String pid = System.getenv("JPY_PARENT_PID");
    if (pid == null || !pid.matches("[1-9][0-9]{0,17}")) {
      return;
    }
    Optional<ProcessHandle> parent = ProcessHandle.of(Long.parseLong(pid));
    if (parent.isPresent()) {
      parent.get().onExit().thenRun(() -> exit(1));
    }
  }
}
