package lungo.kernel.classpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

class StackMapsTest {

  private static final int JAVA_17 = 61;

  private static int version(InputStream file) throws IOException {
    byte[] head = file.readNBytes(8);
    return head[6] << 8 | head[7];
  }

  @Test
  void asmIsVerifiedByStackMapsAndReadsAClassAsBefore(@TempDir Path folder)
      throws IOException, ReflectiveOperationException {
    Path published =
        Path.of(
            URI.create(
                ClassReader.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    Path jar = Files.copy(published, folder.resolve("asm.jar"));
    StackMaps.raise(jar, "");

    var names = new ArrayList<String>();
    try (var before = new JarFile(published.toFile());
        var after = new JarFile(jar.toFile())) {
      for (ZipEntry entry : before.stream().toList()) {
        if (entry.getName().startsWith("org/") && entry.getName().endsWith(".class")) {
          names.add(entry.getName().replace('/', '.').replace(".class", ""));
          assertThat(version(before.getInputStream(entry))).isLessThan(50); // the reason for it all
          assertThat(version(after.getInputStream(after.getEntry(entry.getName()))))
              .isEqualTo(JAVA_17);
        }
      }
    }
    assertThat(names).hasSizeGreaterThan(30);

    try (var loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      for (String name : names) {
        Class.forName(name, true, loader); // verified
      }
      byte[] large = bytes("ClassReader");
      assertThat(rewritten(large, loader))
          .isEqualTo(rewritten(large, ClassReader.class.getClassLoader()));
    }
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = ClassReader.class.getResourceAsStream(name + ".class")) {
      return in.readAllBytes();
    }
  }

  /** What a loader's ASM makes of a class: read, its frames computed, written. */
  private static byte[] rewritten(byte[] file, ClassLoader loader)
      throws ReflectiveOperationException {
    Class<?> reader = Class.forName("org.objectweb.asm.ClassReader", true, loader);
    Class<?> visitor = Class.forName("org.objectweb.asm.ClassVisitor", true, loader);
    Class<?> writer = Class.forName("org.objectweb.asm.ClassWriter", true, loader);
    Object into = writer.getConstructor(int.class).newInstance(ClassWriter.COMPUTE_FRAMES);
    reader
        .getMethod("accept", visitor, int.class)
        .invoke(reader.getConstructor(byte[].class).newInstance(file), into, 0);
    return (byte[]) writer.getMethod("toByteArray").invoke(into);
  }
}
