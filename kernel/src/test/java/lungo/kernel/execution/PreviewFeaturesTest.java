package lungo.kernel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.util.List;
import lungo.kernel.PreviewProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PreviewFeaturesTest {

  private static final int RELEASE = Runtime.version().feature();

  @Test
  void aProcessWithoutThemGivesItsCellsNone() {
    assertThat(PreviewFeatures.allowedBy(List.of("-g"))).containsExactly("-g");
  }

  @Test
  void whatTheUserSaysStays() {
    var options = List.of("--enable-preview", "--release", "17");
    assertThat(PreviewFeatures.allowedBy(options)).isEqualTo(options);
  }

  @Test
  @Timeout(60)
  void theCellsOfAProcessThatHasThemMayUseThem() throws Exception {
    assertThat(PreviewProcess.run(PreviewFeaturesTest.class))
        .isEqualTo("[--enable-preview, -source, " + RELEASE + "] twice, 3");
  }

  /** Prints the options that cells get besides their own, and a value. */
  public static void main(String[] arguments) {
    PrintStream out = System.out; // a notebook's will take its place
    List<String> options = PreviewFeatures.allowedBy(List.of());
    boolean same = options.equals(PreviewFeatures.allowedBy(List.of()));
    try (var notebook = new Notebook()) {
      out.println(options + (same ? " twice, " : " once, ") + notebook.value("1 + 2"));
    }
    System.exit(0);
  }
}
