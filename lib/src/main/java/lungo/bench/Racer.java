package lungo.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process that takes steps when it is asked to, and says how long one took and how much memory it
 * held.
 */
final class Racer implements AutoCloseable {

  private static final int FEWEST_WARM_UPS = 2;
  private static final Pattern ANSWER = Pattern.compile("ms (\\S+)(?: loss (\\S+))?");
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  /**
   * How often racers run.
   *
   * @param warmUp how long they run together before, whatever that is
   * @param count how often each is measured
   */
  record Rounds(Duration warmUp, int count) {}

  private final String name;
  private final Process process;
  private final Writer in;
  private final BufferedReader out;
  private final Path log;
  private double loss = Double.NaN;

  private Racer(String name, List<String> command, int threads, Map<String, String> environment)
      throws IOException {
    this.name = name;
    this.log = Files.createTempFile("lungo-bench", ".log");
    var builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("OMP_NUM_THREADS", String.valueOf(threads));
    builder.environment().values().removeIf(String::isEmpty); // what is not to be inherited
    builder.environment().put("MKL_NUM_THREADS", String.valueOf(threads));
    process = builder.start();
    in = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** A main class of this library, in a process like this one. */
  static Racer lungo(Class<?> main, List<String> words, int threads) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<String>();
    command.add(java);
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith("-X")) {
        command.add(option); // collector and compilers as a user's kernel has them
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(words);
    return new Racer("Lungo", command, threads, Map.of("LUNGO_DEVICE", "cpu"));
  }

  /** A script, with the allocator as Python has it: the launcher's settings are for the JVM. */
  static Racer python(String name, String python, Path script, List<String> words, int threads)
      throws IOException {
    var command = new ArrayList<>(List.of(python, script.toString()));
    command.addAll(words);
    return new Racer(
        name,
        command,
        threads,
        Map.of(
            "CUDA_VISIBLE_DEVICES", "-1",
            "MALLOC_MMAP_THRESHOLD_", "",
            "MALLOC_TRIM_THRESHOLD_", ""));
  }

  /**
   * Lets one or two run in turn. What is measured while they warm up is left out: two rounds and as
   * many more as take the time given, since the JVM goes on translating for some thousand steps.
   */
  static void race(
      Rounds rounds,
      int steps,
      Racer lungo,
      List<Double> own,
      @Nullable Racer other,
      List<Double> theirs)
      throws IOException {
    long start = System.nanoTime();
    for (int i = 0;
        i < FEWEST_WARM_UPS || System.nanoTime() - start < rounds.warmUp().toNanos();
        i++) {
      lungo.run(steps);
      if (other != null) {
        other.run(steps);
      }
    }
    for (int round = 0; round < rounds.count(); round++) {
      own.add(lungo.run(steps));
      theirs.add(other == null ? 0 : other.run(steps));
    }
  }

  /**
   * Takes steps.
   *
   * @return the median time of one, in milliseconds
   * @throws IOException if the process ended; the message has what it said
   */
  double run(int steps) throws IOException {
    in.write(steps + "\n");
    in.flush();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher answer = ANSWER.matcher(line);
      if (answer.matches()) {
        loss = answer.group(2) == null ? Double.NaN : Double.parseDouble(answer.group(2));
        return Double.parseDouble(answer.group(1));
      }
    }
    throw new IOException(name + " ended: " + Files.readString(log).strip());
  }

  /**
   * Takes the first step.
   *
   * @return its loss; NaN if the process does not tell
   * @throws IOException if the process ended; the message has what it said
   */
  double firstLoss() throws IOException {
    run(1);
    return loss;
  }

  /**
   * The most memory that the process held so far.
   *
   * @return in MiB; empty where the system does not tell, or if the process has ended
   */
  OptionalDouble peak() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .map(PEAK::matcher)
          .filter(Matcher::matches)
          .mapToDouble(line -> Double.parseDouble(line.group(1)) / 1024)
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return OptionalDouble.empty();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      in.close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      Files.deleteIfExists(log);
    }
  }
}
