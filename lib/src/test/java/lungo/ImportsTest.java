package lungo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** What a notebook imports from the start: the library's list beside the kernel's own. */
class ImportsTest {

  private static final List<String> KERNELS =
      List.of(
          "import java.io.*",
          "import java.math.*",
          "import java.net.*",
          "import java.nio.file.*",
          "import java.time.*",
          "import java.util.*",
          "import java.util.concurrent.*",
          "import java.util.function.*",
          "import java.util.prefs.*",
          "import java.util.regex.*",
          "import java.util.stream.*",
          "import lungo.display.*");

  private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

  private static List<String> imports() throws IOException {
    try (var in = ImportsTest.class.getResourceAsStream("/META-INF/lungo/imports")) {
      assertThat(in).isNotNull();
      var own =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.replaceFirst("#.*", "").strip())
              .filter(line -> !line.isEmpty());
      return Stream.concat(KERNELS.stream(), own).toList();
    }
  }

  /** The compiler's complaints about a class with these imports and this body. */
  private List<String> errors(String body) throws IOException {
    String source =
        imports().stream().map(line -> line + ";\n").collect(Collectors.joining())
            + "class Cell { void run() throws Exception {\n"
            + body
            + "\n} }";
    var file =
        new SimpleJavaFileObject(URI.create("string:///Cell.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    var found = new DiagnosticCollector<JavaFileObject>();
    var options = List.of("-proc:none", "-Xlint:none", "-implicit:none", "-d", "target");
    var task = compiler.getTask(null, null, found, options, null, List.of(file));
    ((JavacTask) task).analyze();
    return found.getDiagnostics().stream()
        .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .map(d -> "line " + d.getLineNumber() + ": " + d.getMessage(Locale.ROOT))
        .toList();
  }

  @Test
  void everyImportExists() throws IOException {
    assertThat(errors("")).isEmpty();
  }

  @Test
  void theNamesThatNotebooksUseAreNotAmbiguous() throws IOException {
    assertThat(
            errors(
                """
                List<String> list = new ArrayList<>(); Map<String, Integer> map = Map.of();
                Path path = Path.of("x"); File file = path.toFile(); URI uri = path.toUri();
                Pattern pattern = Pattern.compile("x"); Duration time = Duration.ofSeconds(1);
                LocalDate day = LocalDate.EPOCH; BigDecimal number = BigDecimal.ONE;
                Optional<Stream<String>> none = Optional.empty(); Function<String, String> same = x -> x;
                Record record = null; Row row = null; Table table = Table.create("t");
                DoubleColumn doubles = DoubleColumn.create("d", 1.0); ColumnType type = doubles.type();
                Shape shape = null; DataType kind = null; NDArray array = null; NDList arrays = null;
                NDManager manager = null; NDIndex index = null; Device device = null; Model model = null;
                Block block = null; Parameter parameter = null; Blocks blocks = null;
                SequentialBlock network = null; Activation activation = null;
                Batch batch = null; Loader loader = null; Callback callback = livePlot();
                History history = null; Schedule schedule = oneCycle(0.1); Learner learner = null;
                Optimizer optimizer = AdamW.of(0.1); Group group = null;
                Recipe recipe = Recipe.standard().clipNorm(1); RateSearch search = null;
                Callback limit = Limits.time(Duration.ofHours(1)); callback = EarlyStopping.of("valid_loss"); Metric metric = accuracy(); Report report = null;
                XYChart chart = plot(schedule, 10); Histogram histogram = null; Figure figure = null;
                Display.show(1); Progress.start("x", 1).close(); Html html = new Html();
                Renderer<String> renderer = null; Color colour = Color.RED; BufferedImage picture = null;
                Random random = new Random(); Timer timer = null; Scanner scanner = null;
                Run run = null; StoredRun stored = null; Experiments.in(path);
                seed(42); ImageData images = null; Augmentation turned = flip();
                """))
        .isEmpty();
  }

  @Test
  void noTwoPackagesBringTheSameName() throws IOException {
    Map<String, Set<String>> places = new TreeMap<>();
    Set<String> decided = new TreeSet<>();
    var files = compiler.getStandardFileManager(null, null, null);
    for (String line : imports()) {
      String name = line.replaceFirst("^import ", "");
      if (name.startsWith("static ")) {
        continue;
      }
      if (!name.endsWith(".*")) {
        decided.add(name.substring(name.lastIndexOf('.') + 1));
        continue;
      }
      String inPackage = name.substring(0, name.length() - 2);
      for (String type : publicTypes(files, inPackage)) {
        places.computeIfAbsent(type, t -> new TreeSet<>()).add(inPackage);
      }
    }
    places.keySet().removeAll(decided);
    places.values().removeIf(where -> where.size() == 1);

    assertThat(places).as("names to be decided by an import of one type").isEmpty();
  }

  private static List<String> publicTypes(JavaFileManager files, String inPackage)
      throws IOException {
    var found = new ArrayList<String>();
    for (var place : List.of(StandardLocation.CLASS_PATH, StandardLocation.SYSTEM_MODULES)) {
      var roots = new ArrayList<JavaFileManager.Location>();
      if (place == StandardLocation.CLASS_PATH) {
        roots.add(place);
      } else {
        files.listLocationsForModules(place).forEach(roots::addAll);
      }
      for (var root : roots) {
        for (var file : files.list(root, inPackage, Set.of(JavaFileObject.Kind.CLASS), false)) {
          found.add(files.inferBinaryName(root, file));
        }
      }
    }
    return found.stream()
        .filter(name -> !name.contains("$") && !name.endsWith("-info"))
        .filter(ImportsTest::isPublic)
        .map(name -> name.substring(name.lastIndexOf('.') + 1))
        .distinct()
        .toList();
  }

  private static boolean isPublic(String name) {
    try {
      return Modifier.isPublic(
          Class.forName(name, false, ImportsTest.class.getClassLoader()).getModifiers());
    } catch (ClassNotFoundException e) {
      throw new UncheckedIOException(new IOException(name, e));
    } catch (NoClassDefFoundError e) {
      return false; // A class whose optional library is absent.
    }
  }
}
