package lungo.kernel.classpath;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkPackagesTest {

  private static final String VERSION = System.getProperty("java.runtime.version");

  private Path notes;

  @BeforeEach
  void note(@TempDir Path folder) throws IOException {
    notes = folder.resolve("packages.txt");
    JdkPackages.main(notes.toString());
  }

  @Test
  void theClassesOfExportedPackagesAreNoted() {
    JdkPackages packages = JdkPackages.read(notes.toString(), VERSION);
    List<String> functions = packages.classes("java.util.function").orElseThrow();
    assertThat(functions).contains("Function", "IntFunction").doesNotHaveDuplicates();
    assertThat(packages.classesOfBase("java.lang").orElseThrow()).contains("Integer$IntegerCache");
    assertThat(packages.classes("java.sql").orElseThrow()).contains("Date");
    assertThat(packages.classesOfBase("java.sql")).isEmpty();
    assertThat(packages.classes("java")).isEmpty();
    assertThat(packages.classes("sun.nio.ch")).isEmpty();
    assertThat(packages.ofBase()).contains("java.lang", "javax.crypto").doesNotContain("java.sql");
  }

  @Test
  void allAreTold() {
    var found = new HashMap<String, List<String>>();
    assertThat(JdkPackages.read(notes.toString(), VERSION).forEach(found::put)).isTrue();
    assertThat(found.get("java.util.function")).contains("Function");
    assertThat(found.get("java.sql")).contains("Date");
    Set<String> exported =
        ModuleLayer.boot().modules().stream()
            .flatMap(module -> module.getDescriptor().exports().stream())
            .filter(exports -> !exports.isQualified())
            .map(exports -> exports.source())
            .collect(Collectors.toSet());
    assertThat(found.keySet()).isEqualTo(exported);
    assertThat(JdkPackages.read("", VERSION).forEach(found::put)).isFalse();
  }

  @Test
  void notesOfAnotherJdkCountForNothing() {
    assertThat(JdkPackages.read(notes.toString(), "17.0.99+2").ofBase()).isEmpty();
  }

  @Test
  void whatCannotBeReadCountsForNothing() throws IOException {
    assertThat(JdkPackages.read("", VERSION).ofBase()).isEmpty();
    assertThat(JdkPackages.read(notes + "x", VERSION).ofBase()).isEmpty();
    String text = Files.readString(notes, ISO_8859_1);
    for (String damaged : List.of("", "jdk " + VERSION, "nonsense\n", text.substring(0, 1000))) {
      Files.writeString(notes, damaged, ISO_8859_1);
      JdkPackages packages = JdkPackages.read(notes.toString(), VERSION);
      assertThat(packages.ofBase()).isEmpty();
      assertThat(packages.outline("java.lang.Object")).isEmpty();
    }
  }

  @Test
  void ofDamagedNotesTheModulesThatAreWholeCount() throws IOException {
    String text = Files.readString(notes, ISO_8859_1);
    Files.writeString(notes, text.substring(0, text.length() - 100), ISO_8859_1);
    JdkPackages packages = JdkPackages.read(notes.toString(), VERSION);
    assertThat(packages.classes("java.util")).isPresent();
    assertThat(packages.classes("java.sql")).isEmpty();
  }
}
