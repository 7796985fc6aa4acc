package lungo.kernel.magics.builtin;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import lungo.kernel.install.UserOptions;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicException;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;

/** {@code %jvm}: shows the virtual machine and sets its options for the next start. */
public final class JvmMagic implements LineMagic {

  private static final List<String> COMMON =
      List.of("-Xmx4g", "-Xms1g", "--enable-preview", "-XX:+UseG1GC", "-XX:+UseSerialGC", "-D");

  /** For {@link java.util.ServiceLoader}. */
  public JvmMagic() {}

  @Override
  public Manual manual() {
    return Manual.of(
        "jvm",
        "Shows the Java virtual machine, and sets its options for the next start.",
        """
        %jvm                           version, memory, collector, options
        %jvm OPTION…                   such as -Xmx8g --enable-preview: from the next start on
        %jvm --clear                   none from the next start on
        """);
  }

  @Override
  public MagicResult runLine(MagicCall call, CellRun run) throws IOException, InterruptedException {
    List<String> arguments = call.arguments();
    Optional<UserOptions> kept = UserOptions.ofThisKernel();
    if (arguments.isEmpty()) {
      System.out.println(description(kept));
      return MagicResult.done();
    }
    for (String option : arguments) {
      if (!option.startsWith("-") || option.matches("-(cp|classpath|jar)|--class-path")) {
        throw MagicException.usage(this, "expected options such as -Xmx8g, got " + option);
      }
    }
    UserOptions options =
        kept.orElseThrow(
            () ->
                new MagicException(
                    "no kernel.json started this process, so there is no next start to set options"
                        + " for; ./lungo install makes one"));
    if (arguments.equals(List.of("--clear"))) {
      options.write(List.of());
      System.out.println("no options of yours from the next start on");
      return MagicResult.done();
    }
    check(arguments);
    options.write(arguments);
    System.out.println(
        "from the next start on: "
            + String.join(" ", arguments)
            + " (kept in "
            + options.file()
            + ")");
    return MagicResult.done();
  }

  /** A kernel whose options java refuses would never start again. */
  private static void check(List<String> options) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    command.addAll(options);
    command.add("-version");
    Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String answer = new String(java.getInputStream().readAllBytes(), Charset.defaultCharset());
      if (java.waitFor() != 0) {
        throw new MagicException("java refuses the options: " + answer.strip());
      }
    } finally {
      java.destroy();
    }
  }

  private static String description(Optional<UserOptions> options) throws IOException {
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    String collectors =
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .collect(Collectors.joining(", "));
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("Java", System.getProperty("java.runtime.version")));
    rows.add(
        List.of(
            "from", System.getProperty("java.vendor") + ", " + System.getProperty("java.home")));
    rows.add(
        List.of(
            "heap", used / (1 << 20) + " MiB used of at most " + runtime.maxMemory() / (1 << 20)));
    rows.add(List.of("processors", String.valueOf(runtime.availableProcessors())));
    rows.add(List.of("collectors", collectors));
    rows.add(
        List.of(
            "options", String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments())));
    if (options.isPresent()) {
      String yours = String.join(" ", options.get().read());
      rows.add(List.of("next start", yours + "  (" + options.get().file() + ")"));
    }
    return Columns.align(rows);
  }

  @Override
  public List<String> complete(String typed, CellRunner runner) {
    return COMMON.stream().filter(option -> option.startsWith(typed)).toList();
  }
}
