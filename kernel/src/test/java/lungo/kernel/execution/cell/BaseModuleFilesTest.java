package lungo.kernel.execution.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileManager.Location;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import lungo.kernel.classpath.JdkPackages;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

class BaseModuleFilesTest {

  private static final Set<Kind> CLASSES = Set.of(Kind.CLASS);

  @Test
  void theyHoldWhatJavacFindsInTheModule() throws IOException {
    try (StandardJavaFileManager javac = javac();
        var session = session(javac);
        var files = new BaseModuleFiles(session, JdkPackages.ofProcess())) {
      Location theirs = javac.getLocationForModule(StandardLocation.SYSTEM_MODULES, "java.base");
      Location ours =
          Objects.requireNonNull(
              files.getLocationForModule(StandardLocation.SYSTEM_MODULES, "java.base"));
      assertThat(files.listLocationsForModules(StandardLocation.SYSTEM_MODULES))
          .containsExactly(Set.of(ours));
      assertThat(files.inferModuleName(ours)).isEqualTo("java.base");
      Set<String> packages = Object.class.getModule().getPackages();
      assertThat(packages).contains("java.lang", "java.util.concurrent", "sun.nio.ch");
      for (String name : packages) {
        assertThat(names(files, ours, name)).isEqualTo(names(javac, theirs, name));
      }
      assertThat(names(files, ours, "java.sql")).isEmpty();
      assertThat(content(files, ours, "module-info"))
          .isEqualTo(content(javac, theirs, "module-info"));
      assertThat(content(files, ours, "java.lang.Integer"))
          .isEqualTo(content(javac, theirs, "java.lang.Integer"));
    }
  }

  @Test
  void whatIsNotedOfTheModuleIsWhatJavacFinds(@TempDir Path folder) throws IOException {
    Path notes = folder.resolve("packages.txt");
    JdkPackages.main(notes.toString());
    JdkPackages noted = JdkPackages.read(notes.toString(), Runtime.version().toString());
    assertThat(noted.ofBase()).contains("java.lang", "java.util.concurrent");
    try (StandardJavaFileManager javac = javac();
        var session = session(javac);
        var files = new BaseModuleFiles(session, noted)) {
      Location theirs = javac.getLocationForModule(StandardLocation.SYSTEM_MODULES, "java.base");
      Location ours =
          Objects.requireNonNull(
              files.getLocationForModule(StandardLocation.SYSTEM_MODULES, "java.base"));
      for (String name : Object.class.getModule().getPackages()) {
        assertThat(names(files, ours, name)).isEqualTo(names(javac, theirs, name));
      }
      var descriptor = ModuleDescriptor.read(ByteBuffer.wrap(content(files, ours, "module-info")));
      assertThat(descriptor.name()).isEqualTo("java.base");
      assertThat(descriptor.exports())
          .extracting(e -> e.source())
          .hasSameElementsAs(noted.ofBase());
      assertThat(descriptor.exports()).noneMatch(e -> e.isQualified());
    }
  }

  @Test
  void anOutlineHasWhatCellsCanName(@TempDir Path folder) throws IOException {
    Path notes = folder.resolve("packages.txt");
    JdkPackages.main(notes.toString());
    JdkPackages noted = JdkPackages.read(notes.toString(), Runtime.version().toString());
    try (StandardJavaFileManager javac = javac();
        var session = session(javac);
        var files = new BaseModuleFiles(session, noted)) {
      Location ours =
          Objects.requireNonNull(
              files.getLocationForModule(StandardLocation.SYSTEM_MODULES, "java.base"));
      for (Class<?> type : List.of(Object.class, String.class, Integer.class, Character.class)) {
        byte[] outline = content(files, ours, type.getName());
        assertThat(outline).isEqualTo(noted.outline(type.getName()).orElseThrow());
        var members = new TreeSet<String>();
        new ClassReader(outline)
            .accept(
                new ClassVisitor(Opcodes.ASM9) {
                  @Override
                  public @Nullable MethodVisitor visitMethod(
                      int access, String name, String type, String generic, String[] thrown) {
                    members.add(name + type);
                    return null;
                  }
                },
                0);
        var expected = new TreeSet<String>();
        Stream.concat(
                Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredConstructors()))
            .filter(member -> !Modifier.isPrivate(member.getModifiers()))
            .filter(member -> !member.isSynthetic() || isBridge(member))
            .forEach(member -> expected.add(described(member)));
        assertThat(members).isEqualTo(expected);
      }
      assertThat(noted.outline("java.util.List")).isEmpty();
    }
  }

  private static boolean isBridge(Executable member) {
    return member instanceof Method method && method.isBridge();
  }

  private static String described(Executable member) {
    return member instanceof Method method
        ? method.getName() + Type.getMethodDescriptor(method)
        : "<init>" + Type.getConstructorDescriptor((Constructor<?>) member);
  }

  @Test
  void theyHoldNoOtherModule() throws IOException {
    try (StandardJavaFileManager javac = javac();
        var session = session(javac);
        var files = new BaseModuleFiles(session, JdkPackages.ofProcess())) {
      assertThat(files.getLocationForModule(StandardLocation.SYSTEM_MODULES, "java.sql")).isNull();
    }
  }

  @Test
  void aFirstCellOfTheBaseModuleNeedsNoMore() throws NotCovered {
    var javac = new Javac(new ClassStore(), () -> List.of());
    assertThat(errors(javac, "Base", "int twice(int x) { return x + x; }")).isEmpty();
    assertThat(javac.knowsAllModules()).isFalse();
    assertThat(errors(javac, "Wrong", "int twice(int x) { return y; }")).isNotEmpty();
    assertThat(javac.knowsAllModules()).isTrue();
  }

  @Test
  void aFirstCellOfOtherModulesFindsThem() throws NotCovered {
    var javac = new Javac(new ClassStore(), () -> List.of());
    assertThat(errors(javac, "Sql", "java.sql.Date date() { return new java.sql.Date(0); }"))
        .isEmpty();
    assertThat(javac.knowsAllModules()).isTrue();
  }

  @Test
  void optionsOfTheUserMayNeedAllModules() {
    var javac = new Javac(new ClassStore(), () -> List.of("--add-modules", "java.sql"));
    assertThat(javac.knowsAllModules()).isTrue();
  }

  private static List<?> errors(Javac javac, String name, String member) throws NotCovered {
    String source =
        "package " + ClassStore.PACKAGE + "; public class " + name + " { " + member + " }";
    Javac.Result result = javac.compile(name, source, false, (task, unit) -> {});
    assertThat(result.classes().isEmpty()).isNotEqualTo(result.errors().isEmpty());
    return result.errors();
  }

  private static StandardJavaFileManager javac() {
    return ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null);
  }

  private static SessionFiles session(StandardJavaFileManager javac) {
    return SessionFiles.open(javac, new ClassStore(), name -> true);
  }

  private static Set<String> names(JavaFileManager files, Location location, String name)
      throws IOException {
    var found = new TreeSet<String>();
    for (JavaFileObject file : files.list(location, name, CLASSES, false)) {
      found.add(files.inferBinaryName(location, file));
    }
    return found;
  }

  private static byte[] content(JavaFileManager files, Location location, String name)
      throws IOException {
    JavaFileObject file = files.getJavaFileForInput(location, name, Kind.CLASS);
    assertThat(file).isNotNull();
    try (var stream = file.openInputStream()) {
      return stream.readAllBytes();
    }
  }
}
