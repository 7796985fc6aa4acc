package lungo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * The examples in the documentation of public classes compile as cells do: with a notebook's
 * imports and the names of {@link ExampleNames}.
 */
class ExamplesTest {

  private static final Path ROOT = Path.of(System.getProperty("lungo.root", ".."));
  private static final List<String> MODULES = List.of("display", "lib");
  private static final Pattern EXAMPLE =
      Pattern.compile("<pre>\\{@code\n(.*?)\n\\s*\\* }</pre>", Pattern.DOTALL);
  private static final Pattern PUBLIC =
      Pattern.compile(
          "^public (?:\\w+ |non-sealed )*(class|record|interface|enum) ", Pattern.MULTILINE);

  /** What a notebook imports from the JDK. */
  private static final String JDK =
      Stream.of(
              "io",
              "math",
              "net",
              "nio.file",
              "time",
              "util",
              "util.concurrent",
              "util.function",
              "util.regex",
              "util.stream")
          .map(name -> "import java." + name + ".*;")
          .collect(Collectors.joining("\n", "import lungo.display.*;\n", "\n"));

  private record Source(String name, String text) {}

  private static final class InMemory extends SimpleJavaFileObject {
    private final String text;

    InMemory(String name, String text) {
      super(URI.create("example:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static List<Source> sources() throws IOException {
    var sources = new ArrayList<Source>();
    for (String module : MODULES) {
      Path java = ROOT.resolve(module).resolve("src/main/java");
      try (Stream<Path> files = Files.walk(java)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
          String name = java.relativize(file).toString().replace('\\', '/').replace(".java", "");
          sources.add(new Source(name.replace('/', '.'), Files.readString(file)));
        }
      }
    }
    return sources;
  }

  private static String imports() throws IOException {
    var lines = new StringBuilder(JDK);
    for (String module : MODULES) {
      Path file = ROOT.resolve(module).resolve("src/main/resources/META-INF/lungo/imports");
      Files.readAllLines(file).stream()
          .filter(line -> line.startsWith("import "))
          .forEach(line -> lines.append(line).append(";\n"));
    }
    return lines.toString();
  }

  /** Fields by the class whose examples take them for granted. */
  private static Map<String, String> given() throws IOException {
    var given = new TreeMap<String, String>();
    Path file = ROOT.resolve("dist/src/test/resources/lungo/example-names.txt");
    for (String line : Files.readAllLines(file)) {
      if (!line.startsWith("#") && !line.isBlank()) {
        int colon = line.indexOf(':');
        String fields = "  " + line.substring(colon + 1).strip().replaceAll("; *", ";\n  ") + ";\n";
        given.merge(line.substring(0, colon), fields, String::concat);
      }
    }
    return given;
  }

  private static List<String> examples(String text) {
    return EXAMPLE
        .matcher(text)
        .results()
        .map(found -> found.group(1).replaceAll("(?m)^\\s*\\* ?", ""))
        .toList();
  }

  @Test
  void examplesCompile() throws IOException {
    var units = new LinkedHashMap<String, InMemory>();
    Map<String, String> given = given();
    String imports = imports();
    for (Source source : sources()) {
      int i = 0;
      for (String code : examples(source.text())) {
        String unit = source.name().replace('.', '_') + "_" + i++;
        String own = source.name().substring(0, source.name().lastIndexOf('.'));
        units.put(
            unit,
            new InMemory(
                unit,
                imports
                    + ("import " + own + ".*;\nclass " + unit + " extends lungo.ExampleNames {\n")
                    + given.getOrDefault(source.name(), "")
                    + "  void example() throws Exception {\n"
                    + code
                    + "\n  }\n}\n"));
      }
    }
    assertThat(units).hasSizeGreaterThan(80);
    var found = new DiagnosticCollector<JavaFileObject>();
    var task =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                Writer.nullWriter(),
                null,
                found,
                List.of(
                    "-proc:none",
                    "-Xmaxerrs",
                    "9999",
                    "-Xlint:none",
                    "-implicit:none",
                    "-d",
                    System.getProperty("java.io.tmpdir")),
                null,
                units.values());
    ((com.sun.source.util.JavacTask) task).analyze();
    Map<String, String> wrong = new TreeMap<>();
    for (Diagnostic<? extends JavaFileObject> each : found.getDiagnostics()) {
      if (each.getKind() == Diagnostic.Kind.ERROR) {
        wrong.merge(
            each.getSource() == null ? "?" : each.getSource().getName(),
            line(each) + each.getMessage(Locale.ROOT),
            (a, b) -> a + "\n" + b);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String line(Diagnostic<? extends JavaFileObject> each) {
    try {
      String[] lines = each.getSource().getCharContent(true).toString().split("\n", -1);
      return lines[(int) each.getLineNumber() - 1] + "  <- ";
    } catch (IOException e) {
      return "";
    }
  }

  @Test
  void eachPublicClassHasAnExample() throws IOException {
    var without = new ArrayList<String>();
    for (Source source : sources()) {
      Matcher isPublic = PUBLIC.matcher(source.text());
      if (isPublic.find() && examples(source.text()).isEmpty() && !isExempt(source)) {
        without.add(source.name());
      }
    }
    assertThat(without).isEmpty();
  }

  /**
   * What nobody names: renderers are found by the JDK, exceptions are thrown, tools are commands.
   */
  private static boolean isExempt(Source source) {
    return source.name().startsWith("lungo.renderers.")
        || source.name().startsWith("lungo.bench.")
        || source.name().endsWith("Exception")
        || source.name().endsWith("Tool");
  }
}
