package lungo.kernel.magics.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import lungo.kernel.magics.CellMagic;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.Magic;
import lungo.kernel.magics.Notebook;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each magic, called wrongly in each of its forms. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class MagicUsageTest {

  private final Notebook notebook = new Notebook();

  @AfterAll
  void close() {
    notebook.close();
  }

  /** Arguments that a magic cannot take, for those that take an option that nobody knows. */
  private static final Map<String, String> WRONG =
      Map.ofEntries(
          Map.entry("%cd", "one two"),
          Map.entry("%classpath", ""),
          Map.entry("%env", "NAME VALUE more"),
          Map.entry("%jars", ""),
          Map.entry("%jvm", "4g"),
          Map.entry("%load", "one two"),
          Map.entry("%loadFromPOM", "pom.xml no-such-scope"),
          Map.entry("%sh", ""),
          Map.entry("%time", ""),
          Map.entry("%timeit", "-n many 1"),
          Map.entry("%help", "one two"),
          Map.entry("%use", ""),
          Map.entry("%who", "one two"));

  private Stream<String> wrongCalls() {
    return notebook.runner.magics().all().stream()
        .flatMap(
            magic ->
                Stream.of(
                    magic instanceof LineMagic ? wrongCall("%", magic) : "",
                    magic instanceof LineMagic ? "var x = " + wrongCall("%", magic) : "",
                    magic instanceof CellMagic ? wrongCall("%%", magic) + "\n1 + 1\n" : ""))
        .filter(call -> !call.isEmpty());
  }

  private static String wrongCall(String sign, Magic magic) {
    String name = sign + magic.manual().name();
    return (name + " " + WRONG.getOrDefault(name, "--no-such-option")).strip();
  }

  @ParameterizedTest
  @MethodSource("wrongCalls")
  void aWrongCallShowsTheUsage(String call) {
    String name = call.replaceFirst("(?s).*?(%+\\w+).*", "$1");
    assertThat(notebook.failure(call)).containsPattern("(?s)\nusage:\n  .*" + name);
  }
}
