package lungo.kernel.magics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ExtensionsTest {

  private final Notebook notebook = new Notebook();

  @AfterEach
  void close() {
    notebook.close();
  }

  @Test
  void anExtensionThatIsNotThereIsNamedWithWhatIs() {
    assertThat(notebook.failure("%use nothing"))
        .contains("there is no extension nothing", "./mvnw package -Pnothing");
    assertThat(notebook.failure("%use")).contains("usage:\n  %use NAME");
  }

  @Test
  void anExtensionHasTheClassesOfCellsBeforeTheyAreUsed() {
    notebook.ok("record Point(int x) {}");
    Map<String, byte[]> classes = new ConcurrentHashMap<>();
    notebook.runner.extensions().onClasses(classes::putAll);
    assertThat(types(classes, "Point")).hasSize(1); // declared before
    notebook.ok("Runnable later = () -> new Point(2);");
    assertThat(classes.keySet()).anyMatch(name -> name.matches("REPL\\.\\$JShell\\$C\\d+"));
    notebook.ok("record Point(int x, int y) {}");
    assertThat(types(classes, "Point")).hasSize(2); // under a name of its own
  }

  private static List<String> types(Map<String, byte[]> classes, String name) {
    return classes.keySet().stream().filter(c -> c.endsWith("$" + name)).toList();
  }

  @Test
  void anExtensionIsToldOfCellsOfInterruptsAndOfTheClassPath(@TempDir Path folder)
      throws Exception {
    var cells = new AtomicInteger();
    var interrupted = new CompletableFuture<String>();
    List<Path> added = new ArrayList<>();
    Extensions extensions = notebook.runner.extensions();
    extensions.onCell(cells::incrementAndGet);
    extensions.onInterrupt(() -> interrupted.complete(Thread.currentThread().getName()));
    notebook.runner.addToClassPath(List.of(folder));
    extensions.onClassPath(added::addAll);
    assertThat(added).containsExactly(folder);
    var output = new Notebook.Output();
    var cell =
        CompletableFuture.supplyAsync(
            () -> notebook.run("System.out.print(\"on\"); while (true) {}", output));
    output.awaitStdout("on");
    notebook.runner.interrupt();
    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isEqualTo("interrupt");
    cell.get(10, TimeUnit.SECONDS);
    notebook.ok("int a = 1;");
    assertThat(cells).hasValue(2);
  }

  @Test
  void anotherThreadPrintsIntoTheCellThatItWorksFor() throws Exception {
    List<Consumer<Runnable>> outputs = new ArrayList<>();
    Extensions extensions = notebook.runner.extensions();
    extensions.onCell(() -> outputs.add(extensions.outputOfCell()));
    Notebook.Output one = notebook.ok("int a = 1;");
    notebook.ok("int b = 1;");
    var thread = new Thread(() -> outputs.get(0).accept(() -> System.out.print("for one")));
    thread.start();
    thread.join();
    assertThat(one.stdout()).isEqualTo("for one");
    assertThat(notebook.output().stdout()).isEmpty();
  }
}
