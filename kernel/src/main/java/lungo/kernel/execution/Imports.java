package lungo.kernel.execution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
    var imports = new LinkedHashSet<>(JDK);
    try {
      for (String text : ClassPathIndex.textsOfProcess(RESOURCE)) {
        addAll(text, imports);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCE + " on the class path", e);
    }
    return List.copyOf(imports);
  }

  private static void addAll(String text, Set<String> imports) {
    for (String line : text.split("\n", -1)) {
      int comment = line.indexOf('#');
      String declaration = (comment < 0 ? line : line.substring(0, comment)).strip();
      if (!declaration.isEmpty()) {
        imports.add(declaration.endsWith(";") ? declaration : declaration + ";");
      }
    }
  }
}
