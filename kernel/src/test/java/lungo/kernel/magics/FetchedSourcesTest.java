package lungo.kernel.magics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import lungo.kernel.dependencies.FakeRepository;
import lungo.kernel.execution.Inspection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sources come from the notebook's repositories once their artifact is looked at. */
@Timeout(60)
class FetchedSourcesTest {

  private static final String SOURCE =
      """
      package shapes;

      /** What has an area. */
      public class Shape {
        /** The area in square metres. */
        public static double area() { return 1; }
      }
      """;

  private static final String ARTIFACT = "org.a:shapes:1.0";
  private static final String COMING = "Its documentation is being fetched; look again soon.";

  private final Path folder;
  private final FakeRepository repository;
  private final Path sources;

  FetchedSourcesTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    repository = new FakeRepository(folder).classJar(ARTIFACT, "shapes.Shape", SOURCE);
    sources = folder.resolve("local/org/a/shapes/1.0/shapes-1.0-sources.jar");
  }

  private static Inspection inspect(Notebook notebook, String code, int cursor) {
    return notebook.runner.inspect(code, cursor, false).orElseThrow();
  }

  private static Inspection inspect(Notebook notebook) {
    return inspect(notebook, "shapes.Shape.area()", 15);
  }

  /** Waits for what an inspection has begun; says whether that was anything. */
  private static boolean awaitFetch() throws InterruptedException {
    boolean isAny = false;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("lungo-sources")) {
        thread.join();
        isAny = true;
      }
    }
    return isAny;
  }

  @Test
  void theNextLookShowsWhatTheFirstOneFetched() throws Exception {
    repository.sources(ARTIFACT, "shapes.Shape", SOURCE);
    try (var notebook = new Notebook(repository.options())) {
      assertThat(notebook.value("%maven " + ARTIFACT + "\nshapes.Shape.area()")).isEqualTo("1.0");
      inspect(notebook, "\"a\".length()", 6);
      assertThat(awaitFetch()).isFalse();
      assertThat(sources).doesNotExist();

      Inspection first = inspect(notebook);
      assertThat(first.text()).contains("double shapes.Shape.area()", COMING);
      assertThat(first.html()).contains("<p><i>" + COMING + "</i></p>");
      awaitFetch();
      assertThat(sources).exists();
      assertThat(inspect(notebook).text())
          .contains("The area in square metres.")
          .doesNotContain(COMING);
      assertThat(notebook.output().stderr()).isEmpty();
    }
  }

  @Test
  void theJavadocJarWillDo() throws Exception {
    repository.classifier(ARTIFACT, "javadoc");
    try (var notebook = new Notebook(repository.options())) {
      notebook.value("%maven " + ARTIFACT + "\nshapes.Shape.area()");
      assertThat(inspect(notebook).text()).contains(COMING);
      awaitFetch();
      assertThat(sources.resolveSibling("shapes-1.0-javadoc.jar")).exists();
      assertThat(inspect(notebook).text()).doesNotContain(COMING);
    }
  }

  @Test
  void whatIsNotThereIsAskedForOnce() throws Exception {
    try (var notebook = new Notebook(repository.options())) {
      notebook.value("%maven " + ARTIFACT + "\nshapes.Shape.area()");
      assertThat(inspect(notebook).text()).contains(COMING);
      awaitFetch();
      repository.sources(ARTIFACT, "shapes.Shape", SOURCE);
      assertThat(inspect(notebook).text()).contains("area()").doesNotContain(COMING);
      assertThat(awaitFetch()).isFalse();
      assertThat(sources).doesNotExist();
    }
  }

  @Test
  void jarsFromElsewhereAndOfflineNotebooksAskNobody() throws Exception {
    repository.sources(ARTIFACT, "shapes.Shape", SOURCE);
    Path elsewhere = folder.resolve("shapes-1.0.jar");
    try (var notebook = new Notebook(repository.options())) {
      notebook.value("%maven " + ARTIFACT + "\nshapes.Shape.area()");
      Files.copy(sources.resolveSibling("shapes-1.0.jar"), elsewhere);
    }
    try (var notebook = new Notebook(repository.options())) {
      notebook.value("%jars " + elsewhere + "\nshapes.Shape.area()");
      assertThat(inspect(notebook).text()).contains("area()").doesNotContain(COMING);
    }
    try (var notebook = new Notebook(repository.offline())) {
      notebook.value("%maven " + ARTIFACT + "\nshapes.Shape.area()");
      assertThat(inspect(notebook).text()).contains("area()").doesNotContain(COMING);
    }
    assertThat(awaitFetch()).isFalse();
    assertThat(sources).doesNotExist();
  }
}
