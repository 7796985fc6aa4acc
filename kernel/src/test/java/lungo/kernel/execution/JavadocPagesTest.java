package lungo.kernel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses as the pages that are published have them. */
class JavadocPagesTest {

  private static final String JDK =
      "https://docs.oracle.com/en/java/javase/" + Runtime.version().feature() + "/docs/api/";

  @Test
  void theJdksPagesAreOfItsOwnRelease() {
    assertThat(JavadocPages.of(String.class)).hasValue(JDK + "java.base/java/lang/String.html");
    assertThat(JavadocPages.of(Map.Entry.class))
        .hasValue(JDK + "java.base/java/util/Map.Entry.html");
    assertThat(JavadocPages.of(java.sql.Connection.class))
        .hasValue(JDK + "java.sql/java/sql/Connection.html");
  }

  private static Optional<String> page(Class<?> type, String name, List<String> parameters) {
    return JavadocPages.of(JavadocPlace.of(type, name, parameters));
  }

  private static Optional<String> page(Class<?> type, String name) {
    return JavadocPages.of(JavadocPlace.of(type, name));
  }

  @Test
  void placesAreNamedAsJavadocNamesThem() {
    String list = JDK + "java.base/java/util/List.html";
    assertThat(page(List.class, "add", List.of("int", "E"))).hasValue(list + "#add(int,E)");
    assertThat(page(List.class, "of", List.of("E..."))).hasValue(list + "#of(E...)");
    assertThat(page(List.class, "toArray", List.of("T[]"))).hasValue(list + "#toArray(T[])");
    assertThat(page(List.class, "sort", List.of("Comparator")))
        .hasValue(list + "#sort(java.util.Comparator)");
    assertThat(page(List.class, "sort")).hasValue(list + "#sort(java.util.Comparator)");
    assertThat(page(Math.class, "PI")).hasValue(JDK + "java.base/java/lang/Math.html#PI");
    assertThat(page(StringBuilder.class, "<init>", List.of("int")))
        .hasValue(JDK + "java.base/java/lang/StringBuilder.html#%3Cinit%3E(int)");
    assertThat(page(List.class, "noSuch", List.of())).hasValue(list);
  }

  private static Class<?> compiled(Path jar, String type) throws Exception {
    Path folder = Files.createTempDirectory(jar.getParent(), "classes");
    String simple = type.substring(type.lastIndexOf('.') + 1);
    Path source = folder.resolve(simple + ".java");
    String name = type.substring(0, type.lastIndexOf('.'));
    Files.writeString(source, "package " + name + ";\npublic class " + simple + " {}\n");
    ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString());
    try (OutputStream out = Files.newOutputStream(jar);
        var made = new JarOutputStream(out)) {
      made.putNextEntry(new JarEntry(type.replace('.', '/') + ".class"));
      made.write(Files.readAllBytes(folder.resolve(simple + ".class")));
    }
    return new URLClassLoader(new URL[] {jar.toUri().toURL()}, null).loadClass(type);
  }

  @Test
  void anArtifactsPagesAreAtJavadocIo(@TempDir Path folder) throws Exception {
    Path version =
        Files.createDirectories(folder.resolve("repository/org/example/maps/my-shapes/1.0"));
    assertThat(JavadocPages.of(compiled(version.resolve("my-shapes-1.0.jar"), "geometry.Shape")))
        .hasValue("https://javadoc.io/doc/org.example.maps/my-shapes/1.0/geometry/Shape.html");

    Path jars = Files.createDirectories(folder.resolve("home/jars"));
    Class<?> listed = compiled(jars.resolve("other-2.1.jar"), "geometry.Other");
    assertThat(JavadocPages.of(listed)).isEmpty();
    Files.writeString(
        folder.resolve("home/artifacts.txt"),
        "The following files have been resolved:\n"
            + "   org.example:other:jar:2.1:compile -- module o\n");
    assertThat(JavadocPages.of(listed))
        .hasValue("https://javadoc.io/doc/org.example/other/2.1/geometry/Other.html");
  }

  @Test
  void thisLibrarysPagesAreFilesOfARelease(@TempDir Path folder) throws Exception {
    Path jars = Files.createDirectories(folder.resolve("jars"));
    Class<?> own = compiled(jars.resolve("lungo-lib-1.jar"), "lungo.geometry.Shape");
    assertThat(JavadocPages.of(own)).isEmpty();
    Path page = folder.resolve("api/lib/lungo/geometry/Shape.html");
    Files.createDirectories(folder.resolve("api/lib/lungo/geometry"));
    Files.writeString(page, "");
    assertThat(JavadocPages.of(own)).hasValue(page.toUri().toString());
  }

  @Test
  void aCellsOwnClassesHaveNone() {
    assertThat(JavadocPages.of(JavadocPagesTest.class)).isEmpty();
    assertThat(JavadocPages.of(new Object() {}.getClass())).isEmpty();
  }
}
