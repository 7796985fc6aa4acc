package lungo.kernel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceJarsTest {

  private static final String SHAPE =
      """
      package geometry;

      /** What has an area. */
      public interface Shape {
        /**
         * The area in square metres.
         *
         * @param scale the length of a unit in metres
         * @return a number of at least 0
         */
        double area(double scale);
      }
      """;

  private static void jar(Path file, String entry, byte[] content) throws Exception {
    try (OutputStream out = Files.newOutputStream(file);
        var jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry(entry));
      jar.write(content);
    }
  }

  /** A jar with the class, as it lies in a Maven repository. */
  private static Path compiled(Path folder) throws Exception {
    Path source = Files.createDirectories(folder.resolve("geometry")).resolve("Shape.java");
    Files.writeString(source, SHAPE);
    ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString());
    Path jar = folder.resolve("shapes-1.0.jar");
    jar(jar, "geometry/Shape.class", Files.readAllBytes(source.resolveSibling("Shape.class")));
    return jar;
  }

  @Test
  void documentationComesFromTheSourcesBesideAJar(@TempDir Path folder) throws Exception {
    Path jar = compiled(folder);
    try (var notebook = new Notebook()) {
      notebook.interpreter.addToClassPath(List.of(jar));
      notebook.run("geometry.Shape shape = scale -> 2 * scale * scale;");
      String call = "shape.area(1)";
      assertThat(notebook.interpreter.inspect(call, 8, false).orElseThrow().text())
          .contains("area(double")
          .doesNotContain("square metres");

      byte[] source = SHAPE.getBytes(StandardCharsets.UTF_8);
      jar(folder.resolve("shapes-1.0-sources.jar"), "geometry/Shape.java", source);
      for (int i = 0; i < 2; i++) {
        Inspection inspection = notebook.interpreter.inspect(call, 8, false).orElseThrow();
        assertThat(inspection.text()).contains("The area in square metres.", "at least 0");
        assertThat(inspection.html()).contains("<code>scale</code> – the length of a unit");
      }
      assertThat(notebook.interpreter.inspect("geometry.Shape", 12, false).orElseThrow().text())
          .contains("What has an area.");
    }
  }

  @Test
  void anInstallationHasItsOwnInAFolder(@TempDir Path home) throws Exception {
    Path listing = home.resolve("lungo.jar");
    assertThat(SourceJars.of(List.of(listing, home.resolve("jars/other.jar")))).isEmpty();
    Path sources = Files.createDirectories(home.resolve("sources")).resolve("lib-sources.jar");
    Files.writeString(sources, "");
    assertThat(SourceJars.of(List.of(listing))).containsExactly(sources);
  }
}
