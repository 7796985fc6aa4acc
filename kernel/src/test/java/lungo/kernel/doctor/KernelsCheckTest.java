package lungo.kernel.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lungo.kernel.install.Jdk;
import lungo.kernel.install.KernelSpec;
import lungo.kernel.install.Launch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installed kernel is broken on purpose, in one way after the other. */
class KernelsCheckTest {

  private final Path home;
  private final Path prefix;
  private final Path data;
  private Path folder = Path.of("");

  KernelsCheckTest(@TempDir Path temporary) {
    home = temporary.resolve("lungo");
    prefix = temporary.resolve("prefix");
    data = prefix.resolve("share/jupyter");
  }

  @BeforeEach
  void install() throws Exception {
    Files.createDirectories(home.resolve("jars"));
    Files.writeString(home.resolve("jars/kernel.jar"), "");
    Files.writeString(home.resolve("lungo.jar"), "");
    Files.writeString(home.resolve("jvm.options"), "");
    Launch launch = Launch.of(Jdk.current(), Optional.of(home), Map.of());
    folder = new KernelSpec("Java", launch).install(data, "java", Optional.empty());
  }

  private List<Finding> examine() throws Exception {
    return new KernelsCheck(List.of(data), Optional.of(home)).examine();
  }

  private void replace(String old, String now) throws Exception {
    Path file = folder.resolve("kernel.json");
    Files.writeString(file, Files.readString(file).replace(old, now));
  }

  private Finding fault() throws Exception {
    List<Finding> findings = examine();
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).level()).isEqualTo(Finding.Level.FAULT);
    assertThat(findings.get(0).advice())
        .isEqualTo("./lungo install --prefix " + prefix + " --name java");
    return findings.get(0);
  }

  @Test
  void aWholeKernelWithoutAnArchiveGetsAHint() throws Exception {
    assertThat(examine())
        .extracting(Finding::level)
        .containsExactly(Finding.Level.GOOD, Finding.Level.HINT);
    assertThat(examine().get(1).text()).endsWith("is not used: there is none");
  }

  @Test
  void aJavaThatIsGoneIsAFault() throws Exception {
    replace(Jdk.current().java().toString(), "/no/such/bin/java");
    assertThat(fault().text()).contains("its Java is gone: /no/such/bin/java");
  }

  @Test
  void aJarThatIsGoneIsAFault() throws Exception {
    Files.delete(home.resolve("jars/kernel.jar"));
    assertThat(fault().text()).contains("a jar is gone: " + home.resolve("jars/kernel.jar"));
  }

  @Test
  void optionsThatAreGoneAreAFaultBecauseJavaInsistsOnThem() throws Exception {
    Files.delete(home.resolve("jvm.options"));
    assertThat(fault().text()).contains("its options are gone: " + home.resolve("jvm.options"));
  }

  @Test
  void aStaleArchiveIsToldApartByItsCause() throws Exception {
    for (String archive : List.of("startup.jsa", "startup.aot")) { // of JDKs before 25, and from 25
      Files.writeString(folder.resolve(archive), "");
    }
    Files.writeString(folder.resolve("startup.txt"), "jdk 11 /opt/jdk\nall 0\n");
    assertThat(examine().get(1).text()).contains("it was made by another JDK than");
    String jdk = "jdk " + Jdk.current().version() + " " + Jdk.current().home();
    Files.writeString(folder.resolve("startup.txt"), jdk + "\nall 0\n");
    assertThat(examine().get(1).text()).contains("the jars or options have changed");
    assertThat(examine().get(1).advice()).contains("./lungo install --prefix", "slower");
  }

  @Test
  void aKernelOfAnotherInstallationSaysSo() throws Exception {
    List<Finding> findings =
        new KernelsCheck(List.of(data), Optional.of(home.resolve("other"))).examine();
    assertThat(findings.get(0).text()).endsWith("of another installation: " + home);
  }

  @Test
  void othersKernelsAreNotOurConcernAndNoneOfOursIsAHint() throws Exception {
    Files.writeString(folder.resolve("kernel.json"), "{\"argv\": [\"python\"]}");
    assertThat(examine()).hasSize(1);
    assertThat(examine().get(0).text()).isEqualTo("Jupyter knows none of ours");
    Files.writeString(folder.resolve("kernel.json"), "{");
    assertThat(examine().get(0).text()).contains("is no JSON of a kernel");
  }

  @Test
  void theKernelOfThePythonPackageIsKnown() throws Exception {
    Files.writeString(
        folder.resolve("kernel.json"),
        "{\"argv\": [\"python\", \"-m\", \"lungo\", \"kernel\", \"{connection_file}\"]}");
    assertThat(examine()).extracting(Finding::level).containsExactly(Finding.Level.GOOD);
    assertThat(examine().get(0).text()).endsWith("of the Python package lungo");
  }

  @Test
  void nativesThatAreNotThereAreNamed() {
    var own = Map.of("PYTORCH_LIBRARY_PATH", "/no/such/torch");
    Finding finding = new NativesCheck(Optional.empty(), own).examine();
    assertThat(finding.level()).isEqualTo(Finding.Level.FAULT);
    assertThat(finding.text()).contains("PYTORCH_LIBRARY_PATH is /no/such/torch");
    assertThat(new NativesCheck(Optional.of(home), Map.of()).examine().text())
        .isEqualTo("the library's jars are missing");
  }
}
