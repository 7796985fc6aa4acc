package lungo.datasets;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import lungo.data.DataException;
import lungo.data.Sha256Sums;
import lungo.display.Display;
import lungo.display.DisplaySink;

/**
 * The command {@code lungo data}: lists the sets that are there and those that can be fetched,
 * fetches one, checks sums. Found by {@link ToolProvider#findFirst} under the name {@code
 * lungo-data}.
 */
public final class DataTool implements ToolProvider {

  private static final String USAGE =
      """
      usage: lungo data list                    the sets that are here or can be fetched
             lungo data fetch NAME [--to DIR]   fetch a set and check it
             lungo data verify [DIR]            check the files in DIR, or in every folder of
                                                datasets/, against the sums beside them""";

  private final Fetch fetch;
  private final Path home;

  /** For the service loader. */
  public DataTool() {
    this(Fetch.standard(), Path.of(""));
  }

  DataTool(Fetch fetch, Path home) {
    this.fetch = fetch;
    this.home = home;
  }

  @Override
  public String name() {
    return "lungo-data";
  }

  /**
   * One line for the launcher's help; from JDK 20 on part of the interface.
   *
   * @return what the command does
   */
  @SuppressWarnings("MissingOverride")
  public Optional<String> description() {
    return Optional.of("List, fetch and verify data sets");
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, String... arguments) {
    List<String> words = List.of(arguments);
    try {
      return switch (words.isEmpty() ? "--help" : words.get(0)) {
        case "list" -> words.size() == 1 ? list(out) : usage(err);
        case "fetch" -> fetch(out, err, words.subList(1, words.size()));
        case "verify" ->
            words.size() <= 2 ? verify(out, words.subList(1, words.size())) : usage(err);
        case "--help", "-h", "help" -> {
          out.println(USAGE);
          yield 0;
        }
        default -> {
          err.println("error: no command '" + words.get(0) + "'; there are: list, fetch, verify");
          yield usage(err);
        }
      };
    } catch (DataException e) {
      err.println("error: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.println("error: interrupted; nothing was changed");
      return 1;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private static int usage(PrintWriter err) {
    err.println(USAGE);
    return 2;
  }

  private int list(PrintWriter out) {
    for (DataSet set : DataSet.known()) {
      out.printf(Locale.ROOT, "%-16s %3d MB  %s%n", set.name(), set.megabytes(), set.description());
    }
    if (Files.isDirectory(home.resolve("datasets"))) {
      for (Path folder : foldersWithSums()) {
        out.printf(Locale.ROOT, "%-16s   here  %s%n", folder.getFileName(), title(folder));
      }
    }
    return 0;
  }

  /** The heading of what is said about a set. */
  private static String title(Path folder) {
    Path source = folder.resolve("SOURCE.md");
    if (!Files.exists(source)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(source)) {
      return lines.findFirst().orElse("").replaceFirst("^#\\s*", "");
    } catch (IOException e) {
      throw new DataException("cannot read " + source + ": " + e.getMessage(), e);
    }
  }

  private int fetch(PrintWriter out, PrintWriter err, List<String> words)
      throws InterruptedException {
    boolean named = words.size() == 3 && words.get(1).equals("--to");
    if (words.size() != 1 && !named) {
      return usage(err);
    }
    DataSet set = known(words.get(0));
    Path target = named ? home.resolve(words.get(2)) : place(set);
    var sink = new TerminalSink(out, TerminalSink.isTerminal());
    DisplaySink before = Display.attach(sink);
    Fetch.Result result;
    try {
      result = fetch.fetch(set, target);
    } finally {
      Display.attach(before);
      sink.end();
    }
    out.println(
        switch (result) {
          case FETCHED -> set.name() + " is in " + target + ", and its sums agree";
          case PRESENT -> set.name() + " was in " + target + " already, and its sums agree";
        });
    return 0;
  }

  private static DataSet known(String name) {
    return DataSet.known().stream()
        .filter(set -> set.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    "no data set '"
                        + name
                        + "'; there are: "
                        + String.join(", ", DataSet.known().stream().map(DataSet::name).toList())));
  }

  /** Beside the sets of the project where there are some, else with the user's cached files. */
  private Path place(DataSet set) {
    Path datasets = home.resolve("datasets");
    if (Files.isDirectory(datasets)) {
      return datasets.resolve(set.name() + "-full");
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    Path base =
        cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return base.resolve("lungo").resolve("datasets").resolve(set.name());
  }

  private int verify(PrintWriter out, List<String> words) {
    List<Path> folders = words.isEmpty() ? foldersWithSums() : List.of(home.resolve(words.get(0)));
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new DataException(folder + " is no folder");
      }
      Sha256Sums sums = Sha256Sums.in(folder);
      if (sums.sums().isEmpty()) {
        throw new DataException(folder + " holds no " + Sha256Sums.FILE);
      }
      sums.checkAll(folder);
      out.println(folder + ": the sums of " + sums.sums().size() + " files agree");
    }
    return 0;
  }

  private List<Path> foldersWithSums() {
    Path datasets = home.resolve("datasets");
    if (!Files.isDirectory(datasets)) {
      throw new DataException(
          "no folder datasets/ in " + home.toAbsolutePath() + "; name the folder to check");
    }
    try (Stream<Path> entries = Files.list(datasets)) {
      return entries.filter(f -> Files.exists(f.resolve(Sha256Sums.FILE))).sorted().toList();
    } catch (IOException e) {
      throw new DataException(datasets + " cannot be listed: " + e.getMessage(), e);
    }
  }
}
