package lungo.kernel.classpath;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarDirectoryTest {

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
    byte[] plain = Jars.bytes("", "a/B.class", "a/b/C.class", "D.class", "a/text.txt");
    Path withScript = folder.resolve("script.jar");
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes("#!/bin/sh\nexec java -jar \"$0\"\n".getBytes(UTF_8));
    bytes.writeBytes(plain);
    Files.write(withScript, bytes.toByteArray());
    Path withComment =
        Files.write(folder.resolve("comment.jar"), Jars.bytes("said", "a/B.class", "D.class"));
    assertThat(JarDirectory.read(withScript).packages()).containsExactly("a", "a/b", "");
    assertThat(JarDirectory.read(withScript).classes("a")).containsExactly("B");
    assertThat(JarDirectory.read(withComment).packages()).containsExactly("a", "");
    assertThat(JarDirectory.read(withComment).classes("")).containsExactly("D");
  }

  @Test
  void whatIsNoJarIsRefused(@TempDir Path folder) throws IOException {
    Path text =
        Files.writeString(folder.resolve("text.jar"), "this is no jar, although it is long");
    assertThatThrownBy(() -> JarDirectory.read(text)).isInstanceOf(IOException.class);
  }
}
