package lungo.kernel.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import lungo.kernel.install.InstallException;
import lungo.kernel.notebook.NotebookException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;

/** The command line of Lungo; the launcher {@code lungo} starts it. */
@Command(
    name = "lungo",
    description = "Java notebooks for deep learning.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      RunCommand.class,
      CheckCommand.class,
      ConvertCommand.class,
      StripCommand.class,
      LabCommand.class,
      InstallCommand.class,
      UninstallCommand.class,
      DoctorCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "lungo COMMAND --help says more of a command."})
public final class Main {

  private static final List<String> OWN =
      List.of("run", "check", "convert", "strip", "lab", "install", "uninstall", "doctor");

  private Main() {}

  /**
   * Runs a command and ends the process with its status: 0 success, 1 failure, 2 wrong usage.
   *
   * @param args the command and its arguments
   */
  public static void main(String[] args) {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(execute(Place.current(), out, err, args));
  }

  /** Runs a command in this process and returns its status. */
  static int execute(Place place, PrintStream out, PrintStream err, String... args) {
    if (args.length > 0 && !args[0].startsWith("-") && !OWN.contains(args[0])) {
      var tool = Tools.find(args[0]);
      if (tool.isPresent()) {
        return Tools.run(tool.get(), List.of(args).subList(1, args.length), out, err);
      }
      err.println("error: " + Suggestion.unknownCommand(args[0], commands()));
      return 2;
    }
    return commandLine(place, out, err, args)
        .execute(args.length == 0 ? new String[] {"--help"} : args);
  }

  private static List<String> commands() {
    return Stream.concat(OWN.stream(), Tools.all().stream().map(Tools::command)).toList();
  }

  private static CommandLine commandLine(
      Place place, PrintStream out, PrintStream err, String... args) {
    var commandLine = new CommandLine(new Main(), new Commands(place, out, err));
    if (args.length == 0 || !OWN.contains(args[0])) {
      Tools.all().forEach(tool -> commandLine.addSubcommand(Tools.command(tool), entry(tool)));
    }
    commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    commandLine.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    commandLine.setUsageHelpAutoWidth(false);
    commandLine.setExecutionExceptionHandler(
        (e, command, result) -> {
          if (e instanceof NotebookException || e instanceof InstallException) {
            command.getErr().println("error: " + place.shorten(String.valueOf(e.getMessage())));
            return 1;
          }
          throw e;
        });
    return commandLine;
  }

  /** A tool's place in the help and among the suggestions; {@link #execute} runs it directly. */
  private static CommandSpec entry(ToolProvider tool) {
    CommandSpec spec = CommandSpec.create().name(Tools.command(tool));
    spec.usageMessage().description(Tools.description(tool));
    return spec;
  }

  /** Gives the commands the place and the streams that they work with. */
  private record Commands(Place place, PrintStream out, PrintStream err)
      implements CommandLine.IFactory {

    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == RunCommand.class) {
        return type.cast(new RunCommand(place, out, err));
      }
      if (type == CheckCommand.class) {
        return type.cast(new CheckCommand(place, out, err));
      }
      if (type == ConvertCommand.class) {
        return type.cast(new ConvertCommand(place, out));
      }
      if (type == StripCommand.class) {
        return type.cast(new StripCommand(place, out, System.in));
      }
      if (type == LabCommand.class) {
        return type.cast(new LabCommand(place, err));
      }
      if (type == InstallCommand.class) {
        return type.cast(new InstallCommand(place, out));
      }
      if (type == UninstallCommand.class) {
        return type.cast(new UninstallCommand(place, out));
      }
      if (type == DoctorCommand.class) {
        return type.cast(new DoctorCommand(place, out));
      }
      return CommandLine.defaultFactory().create(type);
    }
  }

  /** Lungo's version and Java's. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "lungo " + (version == null ? "(not packaged)" : version),
        "Java "
            + Runtime.version()
            + " ("
            + System.getProperty("java.vendor")
            + ") at "
            + System.getProperty("java.home")
      };
    }
  }
}
