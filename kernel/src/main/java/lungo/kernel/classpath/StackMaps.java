package lungo.kernel.classpath;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Gives the classes of ASM in the kernel's jar the form of Java 17's class files, with stack maps,
 * when the jar is built. ASM is published as Java 5's, which an AOT cache leaves out: each start
 * then reads, verifies and links it anew, and opens the jar for that before {@code main} is called.
 */
public final class StackMaps {

  private static final String ASM = "org/objectweb/asm";

  private StackMaps() {}

  /**
   * Rewrites a jar.
   *
   * @param args the jar, and the package into which ASM was shaded
   * @throws IOException if the jar cannot be read or written
   */
  public static void main(String... args) throws IOException {
    raise(Path.of(args[0]), args[1].replace('.', '/') + "/");
  }

  static void raise(Path jar, String prefix) throws IOException {
    try (FileSystem entries =
        FileSystems.newFileSystem(URI.create("jar:" + jar.toUri()), Map.of())) {
      List<Path> classes;
      try (var all = Files.walk(entries.getPath(prefix + ASM))) {
        classes = all.filter(entry -> entry.toString().endsWith(".class")).toList();
      }
      for (Path entry : classes) {
        FileTime time = Files.getLastModifiedTime(entry);
        Files.write(entry, raised(Files.readAllBytes(entry), prefix));
        Files.setLastModifiedTime(entry, time); // the same sources make the same jar
      }
    }
  }

  private static byte[] raised(byte[] old, String prefix) {
    var writer = new Frames(prefix);
    var version =
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visit(
              int version,
              int access,
              String name,
              String type,
              String parent,
              String[] interfaces) {
            super.visit(Opcodes.V17, access, name, type, parent, interfaces);
          }
        };
    new ClassReader(old).accept(version, ClassReader.SKIP_FRAMES);
    return writer.toByteArray();
  }

  /** Computes frames; looks up who extends whom in this process's ASM, which has no prefix. */
  private static final class Frames extends ClassWriter {

    private final String prefix;

    Frames(String prefix) {
      super(COMPUTE_FRAMES);
      this.prefix = prefix;
    }

    @Override
    protected String getCommonSuperClass(String one, String other) {
      String common = super.getCommonSuperClass(without(one), without(other));
      return common.startsWith(ASM) ? prefix + common : common;
    }

    private String without(String name) {
      return name.startsWith(prefix + ASM) ? name.substring(prefix.length()) : name;
    }
  }
}
