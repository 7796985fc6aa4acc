package lungo.kernel.classpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkPackagesTest {

  private static final String VERSION = "17.0.99+1";

  private Path notes;

  @BeforeEach
  void note(@TempDir Path folder) throws IOException {
    notes = folder.resolve("packages.txt");
    JdkPackages.write(Path.of(System.getProperty("java.home")), VERSION, notes);
  }

  @Test
  void theClassesOfThePublicPackagesAreNoted() {
    JdkPackages packages = JdkPackages.read(notes.toString(), VERSION);
    Optional<List<String>> classes = packages.classes("java.util.function");
    assertThat(classes).isPresent();
    assertThat(classes.get()).contains("Function", "IntFunction").doesNotHaveDuplicates();
    assertThat(packages.classes("java.lang").orElseThrow()).contains("Integer$IntegerCache");
    assertThat(packages.classes("java")).isEmpty();
    assertThat(packages.classes("sun.nio.ch")).isEmpty();
    assertThat(packages.classes("java.sql")).as("of another module").isEmpty();
  }

  @Test
  void notesOfAnotherJdkCountForNothing() {
    assertThat(JdkPackages.read(notes.toString(), "17.0.99+2").names()).isEmpty();
  }

  @Test
  void whatCannotBeReadCountsForNothing() throws IOException {
    assertThat(JdkPackages.read("", VERSION).names()).isEmpty();
    assertThat(JdkPackages.read(notes + "x", VERSION).names()).isEmpty();
    String text = Files.readString(notes);
    for (String damaged :
        List.of("", "jdk " + VERSION, "nonsense\n", text.substring(0, text.length() / 2))) {
      Files.writeString(notes, damaged);
      assertThat(JdkPackages.read(notes.toString(), VERSION).names()).isEmpty();
    }
  }
}
