package lungo.kernel.execution.cell;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import lungo.kernel.classpath.JdkPackages;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ModuleVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The session's files as seen by a compiler that knows no module of the JDK but {@code java.base}.
 * Reading the descriptors of all modules is a quarter of what javac does before its first class
 * file, and most first cells need none of them. Of the classes that each cell needs it reads
 * outlines.
 */
final class BaseModuleFiles extends ForwardingJavaFileManager<SessionFiles> {

  private static final String NAME = "java.base";
  private static final URI JRT = URI.create("jrt:/");
  private static final String DESCRIPTOR = "module-info";
  private static final String EXTENSION = JavaFileObject.Kind.CLASS.extension;

  private static final Location MODULE = new Module("SYSTEM_MODULES[" + NAME + "]");

  private final JdkPackages noted;
  private final Path folder = FileSystems.getFileSystem(JRT).getPath("/modules", NAME);

  private record Module(String getName) implements Location {
    @Override
    public boolean isOutputLocation() {
      return false;
    }
  }

  /** A class of the module, or its descriptor. */
  private final class ModuleClass extends SimpleJavaFileObject {

    private final String binaryName;
    private final byte @Nullable [] bytes;

    ModuleClass(String binaryName, byte @Nullable [] bytes) {
      super(JRT, Kind.CLASS);
      this.binaryName = binaryName;
      this.bytes = bytes;
    }

    @Override
    public String getName() {
      return entry();
    }

    @Override
    public URI toUri() {
      return URI.create("jrt:/" + NAME + "/" + entry());
    }

    @Override
    public InputStream openInputStream() throws IOException {
      Optional<byte[]> known = Optional.ofNullable(bytes).or(() -> noted.outline(binaryName));
      if (known.isPresent()) {
        return new ByteArrayInputStream(known.get());
      }
      try (InputStream stream = Object.class.getResourceAsStream("/" + entry())) {
        if (stream == null) {
          throw new FileNotFoundException(NAME + " holds no " + entry());
        }
        return new ByteArrayInputStream(stream.readAllBytes());
      }
    }

    private String entry() {
      return binaryName.replace('.', '/') + EXTENSION;
    }
  }

  BaseModuleFiles(SessionFiles files, JdkPackages noted) {
    super(files);
    this.noted = noted;
  }

  @Override
  public boolean hasLocation(Location location) {
    return location == MODULE || super.hasLocation(location);
  }

  @Override
  public Iterable<Set<Location>> listLocationsForModules(Location location) throws IOException {
    return location == StandardLocation.SYSTEM_MODULES
        ? List.of(Set.of(MODULE))
        : super.listLocationsForModules(location);
  }

  @Override
  public @Nullable Location getLocationForModule(Location location, String module)
      throws IOException {
    if (location != StandardLocation.SYSTEM_MODULES) {
      return super.getLocationForModule(location, module);
    }
    return module.equals(NAME) ? MODULE : null;
  }

  @Override
  public String inferModuleName(Location location) throws IOException {
    return location == MODULE ? NAME : super.inferModuleName(location);
  }

  @Override
  public Iterable<JavaFileObject> list(
      Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
      throws IOException {
    return location == MODULE
        ? classes(packageName)
        : super.list(location, packageName, kinds, recurse);
  }

  private List<JavaFileObject> classes(String packageName) throws IOException {
    var found = new ArrayList<JavaFileObject>();
    Optional<List<String>> known = noted.classesOfBase(packageName);
    if (known.isPresent()) {
      for (String simple : known.get()) {
        found.add(new ModuleClass(packageName + "." + simple, null));
      }
      return found;
    }
    Path within = folder.resolve(packageName.replace('.', '/'));
    if (!Files.isDirectory(within)) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(within)) {
      for (Path file : files) {
        String path = file.toString();
        if (path.endsWith(EXTENSION)) {
          String simple =
              path.substring(path.lastIndexOf('/') + 1, path.length() - EXTENSION.length());
          found.add(new ModuleClass(packageName + "." + simple, null));
        }
      }
    }
    return found;
  }

  @Override
  public @Nullable JavaFileObject getJavaFileForInput(
      Location location, String className, JavaFileObject.Kind kind) throws IOException {
    if (location != MODULE) {
      return super.getJavaFileForInput(location, className, kind);
    }
    if (kind != JavaFileObject.Kind.CLASS) {
      return null;
    }
    Set<String> exported = noted.ofBase();
    return className.equals(DESCRIPTOR) && !exported.isEmpty()
        ? new ModuleClass(className, descriptor(exported))
        : new ModuleClass(className, null);
  }

  /**
   * A descriptor that exports packages to all. Most of what the module's own says is of exports to
   * other modules of the JDK and of services, none of which are the cells' affair.
   */
  private static byte[] descriptor(Set<String> exported) {
    var writer = new ClassWriter(0);
    writer.visit(Opcodes.V9, Opcodes.ACC_MODULE, DESCRIPTOR, null, null, null);
    ModuleVisitor module = writer.visitModule(NAME, 0, null);
    for (String name : exported) {
      module.visitExport(name.replace('.', '/'), 0);
    }
    module.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }

  @Override
  public String inferBinaryName(Location location, JavaFileObject file) {
    return file instanceof ModuleClass ours
        ? ours.binaryName
        : super.inferBinaryName(location, file);
  }

  @Override
  public boolean isSameFile(FileObject a, FileObject b) {
    return (a instanceof ModuleClass || b instanceof ModuleClass)
        ? a.equals(b)
        : super.isSameFile(a, b);
  }
}
