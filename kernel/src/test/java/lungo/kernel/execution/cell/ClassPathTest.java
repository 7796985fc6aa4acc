package lungo.kernel.execution.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.ToolProvider;
import lungo.kernel.classpath.Jars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {

  @Test
  void whatIsNoJarCountsForNothing(@TempDir Path folder) throws IOException {
    Path text =
        Files.writeString(folder.resolve("text.jar"), "this is no jar, although it is long");
    Path empty = Files.write(folder.resolve("empty.jar"), new byte[0]);
    try (var files = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);
        var path = new ClassPath(files)) {
      path.add(List.of(text, empty, folder.resolve("missing.jar")));
      assertThat(path.list("a", Set.of(Kind.CLASS))).isEmpty();
    }
  }

  @Test
  void whatComesFirstOnThePathIsListedFirst(@TempDir Path folder) throws IOException {
    Path jar =
        Files.write(folder.resolve("one.jar"), Jars.bytes("", "a/Same.class", "a/OnlyInJar.class"));
    Path classes = Files.createDirectories(folder.resolve("classes/a"));
    Files.write(classes.resolve("Same.class"), new byte[] {1});
    Files.writeString(classes.resolve("Source.java"), "package a; public class Source {}");
    try (var files = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);
        var path = new ClassPath(files)) {
      path.add(List.of(classes.getParent(), jar));
      List<JavaFileObject> found = path.list("a", Set.of(Kind.CLASS, Kind.SOURCE));
      assertThat(found).hasSize(4);
      assertThat(found.get(3)).isInstanceOf(ClassPath.JarClass.class);
      assertThat(names(path.list("a", Set.of(Kind.CLASS)).subList(1, 3)))
          .containsExactlyInAnyOrder("a.Same", "a.OnlyInJar");
      assertThat(path.hasPackage("a")).isTrue();
      assertThat(path.hasPackage("b")).isFalse();
      try (var content = found.get(3).openInputStream()) {
        assertThat(content.readAllBytes()).hasSize(4);
      }
    }
  }

  private static List<String> names(List<JavaFileObject> files) {
    return files.stream().map(file -> ((ClassPath.JarClass) file).binaryName()).toList();
  }
}
