package lungo.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own for a test's class, to be killed or to meet others. */
public final class ChildProcess {

  private ChildProcess() {}

  /** Starts a class with the test's class path; what it prints goes to its standard output. */
  public static Process start(Class<?> main, String... arguments) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Runs a class to its end; its exit status. */
  public static int run(Class<?> main, String... arguments) throws Exception {
    var process = start(main, arguments);
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(printed).isTrue();
    return process.exitValue();
  }
}
