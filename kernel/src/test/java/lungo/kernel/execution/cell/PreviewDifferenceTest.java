package lungo.kernel.execution.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import lungo.kernel.PreviewProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The features that are a preview in this JDK, in a process of their own that has them enabled. */
class PreviewDifferenceTest {

  private static final String RELEASE = Integer.toString(Runtime.version().feature());
  private static final String CORPUS = "/cells/preview-" + RELEASE;

  @Test
  @Timeout(120)
  void previewFeaturesDoWhatTheyDoInJShell() throws Exception {
    assumeTrue(
        PreviewDifferenceTest.class.getResource(CORPUS) != null, "no cells for Java " + RELEASE);
    assertThat(PreviewProcess.run(PreviewDifferenceTest.class))
        .matches("[1-9][0-9]+ cells, \\[\\] differ, \\[\\] left");
  }

  /** Runs the cells in JShell and in the engine, and prints what is different. */
  public static void main(String[] arguments) {
    var difference = new Difference(List.of("--enable-preview", "-source", RELEASE));
    var differences = new ArrayList<String>();
    for (Notebooks notebook : Notebooks.read(CORPUS)) {
      differences.addAll(difference.of(notebook));
    }
    System.out.printf(
        "%d cells, %s differ, %s left%n", difference.cells, differences, difference.left);
    System.exit(0);
  }
}
