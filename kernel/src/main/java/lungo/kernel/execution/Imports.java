package lungo.kernel.execution;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import lungo.kernel.classpath.ClassPathIndex;

/**
 * The imports that every notebook starts with: those of IJava, the parts of the JDK that notebooks
 * use most, {@code lungo.display}, and what libraries ask for in class-path resources {@value
 * #RESOURCE}, one declaration a line, {@code #} beginning a comment.
 */
final class Imports {

  static final String RESOURCE = "META-INF/lungo/imports";

  private static final List<String> JDK =
      List.of(
          "import java.io.*;",
          "import java.math.*;",
          "import java.net.*;",
          "import java.nio.file.*;",
          "import java.time.*;",
          "import java.util.*;",
          "import java.util.concurrent.*;",
          "import java.util.function.*;",
          "import java.util.prefs.*;",
          "import java.util.regex.*;",
          "import java.util.stream.*;",
          "import lungo.display.*;");

  private Imports() {}

  /** The JDK's and the libraries' imports, in this order, each once. */
  static List<String> standard() {
    var imports = new ArrayList<>(JDK);
    try {
      Enumeration<URL> resources = ClassPathIndex.loaderOfProcess().getResources(RESOURCE);
      while (resources.hasMoreElements()) {
        read(resources.nextElement()).stream()
            .filter(line -> !imports.contains(line))
            .forEach(imports::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE + " on the class path", e);
    }
    return imports;
  }

  private static List<String> read(URL resource) throws IOException {
    try (var lines =
        new BufferedReader(new InputStreamReader(resource.openStream(), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .map(line -> line.endsWith(";") ? line : line + ";")
          .toList();
    }
  }
}
