package lungo.kernel.execution.cell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import lungo.kernel.classpath.JdkPackages;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The simple names that imports bring in, so that a unit need only have those imports that its own
 * names may come from. A notebook starts with thirty imports on demand, and javac looks each of
 * them up for each unit that has them.
 */
final class ImportedNames {

  private static final String CLASS = JavaFileObject.Kind.CLASS.extension;

  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

  private final Supplier<SessionFiles> files;
  private final ClassLoader loader;
  private final Map<String, Optional<Set<String>>> known = new HashMap<>();

  /** Looks into the compiler's packages, and into classes that the cells can load. */
  ImportedNames(Supplier<SessionFiles> files, ClassLoader loader) {
    this.files = files;
    this.loader = loader;
  }

  /** A path in the JDK's own file system, which is opened when it is first needed. */
  private static Path jrt(String folder, String name) {
    return FileSystems.getFileSystem(URI.create("jrt:/")).getPath(folder, name);
  }

  /** The class path has grown. */
  void forget() {
    known.clear();
  }

  /** Whether one of some names may come from an import. */
  boolean brings(Snippet.Import declaration, Set<String> mentions) {
    if (!declaration.name().equals("*")) {
      return mentions.contains(declaration.name());
    }
    if (mentions.isEmpty()) {
      return false;
    }
    return known
        .computeIfAbsent(declaration.text(), key -> find(declaration))
        .map(names -> !Collections.disjoint(names, mentions))
        .orElse(true); // it cannot be told here
  }

  /** Whether there is what an import names; members are not looked for. */
  boolean exists(Snippet.Import declaration) {
    String path = path(declaration);
    int end = path.lastIndexOf('.');
    boolean isStatic = declaration.text().startsWith("import static ");
    if (declaration.name().equals("*") && !isStatic) {
      String name = path.substring(0, end);
      return JdkPackages.ofProcess().classes(name).isPresent()
          || files.get().hasPackage(name)
          || Files.isDirectory(jrt("/packages", name));
    }
    return isType(isStatic ? path.substring(0, end) : path);
  }

  /** Whether there is a type; where the listings tell, its file is not read. */
  private boolean isType(String name) {
    int dot = name.lastIndexOf('.');
    return PLATFORM.getResource(name.replace('.', '/') + CLASS) != null
        || (dot > 0 && typesOnClassPath(name.substring(0, dot)).contains(name.substring(dot + 1)))
        || source(name).isPresent();
  }

  private Optional<Set<String>> find(Snippet.Import declaration) {
    String path = path(declaration);
    String owner = path.substring(0, path.length() - ".*".length());
    if (!declaration.text().startsWith("import static ")) {
      Set<String> types = typesOf(owner);
      return types.isEmpty() ? Optional.empty() : Optional.of(types);
    }
    var members = new HashSet<String>();
    return addMembers(owner.replace('.', '/'), members) ? Optional.of(members) : Optional.empty();
  }

  private static String path(Snippet.Import declaration) {
    String text = declaration.text();
    return text.substring(0, text.length() - 1).replaceFirst("^import (static )?", "");
  }

  private Set<String> typesOf(String name) {
    Set<String> types = typesOnClassPath(name);
    try {
      addPlatform(name, types);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the package " + name, e);
    }
    return types;
  }

  private Set<String> typesOnClassPath(String name) {
    var types = new HashSet<String>();
    try {
      for (JavaFileObject file :
          files
              .get()
              .list(
                  StandardLocation.CLASS_PATH,
                  name,
                  EnumSet.allOf(JavaFileObject.Kind.class),
                  false)) {
        String binary = files.get().inferBinaryName(StandardLocation.CLASS_PATH, file);
        types.add(binary == null ? "" : binary.substring(binary.lastIndexOf('.') + 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the package " + name, e);
    }
    return types;
  }

  private static void addPlatform(String name, Set<String> types) throws IOException {
    Optional<List<String>> noted = JdkPackages.ofProcess().classes(name);
    if (noted.isPresent()) {
      types.addAll(noted.get());
      return;
    }
    Path modules = jrt("/packages", name);
    if (!Files.isDirectory(modules)) {
      return;
    }
    try (DirectoryStream<Path> links = Files.newDirectoryStream(modules)) {
      for (Path module : links) {
        String folder = module.getFileName() + "/" + name.replace('.', '/');
        addClasses(jrt("/modules", folder), types);
      }
    }
  }

  private static void addClasses(Path folder, Set<String> types) throws IOException {
    if (!Files.isDirectory(folder)) {
      return; // the module has packages below this one only
    }
    try (DirectoryStream<Path> classes = Files.newDirectoryStream(folder)) {
      for (Path file : classes) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(CLASS)) {
          types.add(name.substring(0, name.length() - CLASS.length()));
        }
      }
    }
  }

  private Optional<ClassReader> source(String name) {
    try (InputStream file = loader.getResourceAsStream(name.replace('.', '/') + CLASS)) {
      return file == null ? Optional.empty() : Optional.of(new ClassReader(file));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // damaged, or of a later release than the reader knows
    }
  }

  /** Adds the members of a class and of all that it extends; false if one of these is not found. */
  private boolean addMembers(String name, Set<String> members) {
    ClassReader source = source(name).orElse(null);
    if (source == null) {
      return false;
    }
    source.accept(
        new Members(name, members),
        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    boolean isWhole = source.getSuperName() == null || addMembers(source.getSuperName(), members);
    for (String face : source.getInterfaces()) {
      isWhole &= addMembers(face, members);
    }
    return isWhole;
  }

  private static final class Members extends ClassVisitor {

    private final String owner;
    private final Set<String> members;

    Members(String owner, Set<String> members) {
      super(Opcodes.ASM9);
      this.owner = owner;
      this.members = members;
    }

    @Override
    public @Nullable FieldVisitor visitField(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      members.add(name);
      return null;
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      members.add(name);
      return null;
    }

    @Override
    public void visitInnerClass(
        String name, @Nullable String outer, @Nullable String simple, int access) {
      if (owner.equals(outer) && simple != null) {
        members.add(simple);
      }
    }
  }
}
