package lungo.kernel.execution.cell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.ToolProvider;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {

  @Test
  void aJarsPackagesAndClassesAreThoseThatJavaFinds() throws IOException {
    Path jar =
        Path.of(Assertions.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    JarDirectory directory = JarDirectory.read(jar);
    Set<String> names;
    try (var file = new JarFile(jar.toFile())) {
      names =
          file.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.endsWith(".class"))
              .collect(Collectors.toSet());
    }
    var found =
        directory.packages().stream()
            .flatMap(
                name ->
                    directory.classes(name).stream()
                        .map(type -> (name.isEmpty() ? "" : name + "/") + type + ".class"))
            .collect(Collectors.toSet());
    assertThat(found).hasSizeGreaterThan(500).isEqualTo(names);
    assertThat(directory.names()).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void aJarWithACommentOrAScriptBeforeItIsRead(@TempDir Path folder) throws IOException {
    byte[] plain = jar("", "a/B.class", "a/b/C.class", "D.class", "a/text.txt");
    Path withScript = folder.resolve("script.jar");
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes("#!/bin/sh\nexec java -jar \"$0\"\n".getBytes(UTF_8));
    bytes.writeBytes(plain);
    Files.write(withScript, bytes.toByteArray());
    Path withComment =
        Files.write(folder.resolve("comment.jar"), jar("said", "a/B.class", "D.class"));
    assertThat(JarDirectory.read(withScript).packages()).containsExactly("a", "a/b", "");
    assertThat(JarDirectory.read(withScript).classes("a")).containsExactly("B");
    assertThat(JarDirectory.read(withComment).packages()).containsExactly("a", "");
    assertThat(JarDirectory.read(withComment).classes("")).containsExactly("D");
  }

  @Test
  void whatIsNoJarCountsForNothing(@TempDir Path folder) throws IOException {
    Path text =
        Files.writeString(folder.resolve("text.jar"), "this is no jar, although it is long");
    Path empty = Files.write(folder.resolve("empty.jar"), new byte[0]);
    assertThatThrownBy(() -> JarDirectory.read(text)).isInstanceOf(IOException.class);
    try (var files = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);
        var path = new ClassPath(files)) {
      path.add(List.of(text, empty, folder.resolve("missing.jar")));
      assertThat(path.list("a", Set.of(Kind.CLASS))).isEmpty();
    }
  }

  @Test
  void whatComesFirstOnThePathIsListedFirst(@TempDir Path folder) throws IOException {
    Path jar = Files.write(folder.resolve("one.jar"), jar("", "a/Same.class", "a/OnlyInJar.class"));
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

  private static byte[] jar(String comment, String... entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write(new byte[] {1, 2, 3, 4});
      }
      if (!comment.isEmpty()) {
        zip.setComment(comment);
      }
    }
    return bytes.toByteArray();
  }
}
