package lungo.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.display.Renderers;
import lungo.plots.Png;
import lungo.random.Seed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.ColumnType;

/** Runs as a table, and two of them compared. */
class RunTableTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path root;

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  private RunFolder runs() {
    return Experiments.in(root);
  }

  private static Map<String, Object> settings(Object... namesAndValues) {
    var settings = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      settings.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return settings;
  }

  /** Losses 0.5, 0.25 and so on upwards from the rate, and an accuracy. */
  private StoredRun run(String name, double rate, int epochs) {
    return runs()
        .run(
            name,
            settings("rate", rate, "epochs", epochs, "kind", "plain", "flip", true),
            r -> {
              for (int epoch = 1; epoch <= epochs; epoch++) {
                r.log(epoch, "valid_loss", Math.abs(rate - 0.1) + 1.0 / epoch);
                r.log(epoch, "accuracy", 0.9 - 0.1 * epoch);
              }
            });
  }

  @Test
  void theTableHasARowForEachRun() {
    run("a", 0.1, 2);
    run("b", 0.2, 3);
    assertThatThrownBy(
            () ->
                runs()
                    .run(
                        "c",
                        Map.of("id", "own", "rate", 1),
                        r -> {
                          throw new IllegalStateException("no");
                        }))
        .isInstanceOf(IllegalStateException.class);
    var table = runs().table();
    assertThat(table.columnNames())
        .containsExactly(
            "name",
            "id",
            "status",
            "started",
            "seconds",
            "rate",
            "epochs",
            "kind",
            "flip",
            "setting id",
            "valid_loss",
            "valid_loss best",
            "accuracy",
            "accuracy best");
    assertThat(table.stringColumn("name").asList()).containsExactly("a", "b", "c");
    assertThat(table.stringColumn("status").asList())
        .containsExactly("finished", "finished", "failed");
    assertThat(table.longColumn("epochs").get(1)).isEqualTo(3);
    assertThat(table.column("rate").type()).isEqualTo(ColumnType.DOUBLE);
    assertThat(table.column("flip").type()).isEqualTo(ColumnType.BOOLEAN);
    // run b: 0.1 + 1/3 at last; accuracy 0.9 - 0.3 at last, 0.8 at best
    assertThat(table.doubleColumn("valid_loss").get(1)).isEqualTo(0.1 + 1.0 / 3);
    assertThat(table.doubleColumn("accuracy").get(1)).isEqualTo(0.9 - 0.1 * 3);
    assertThat(table.doubleColumn("accuracy best").get(1)).isEqualTo(0.8);
    assertThat(table.doubleColumn("accuracy").isMissing(2)).isTrue();
    assertThat(runs().table("b").rowCount()).isEqualTo(1);
    assertThat(Experiments.in(root.resolve("none")).table().rowCount()).isZero();
  }

  @Test
  void theBestOfALossIsTheLowestAndOfAnythingElseTheHighest() {
    var run =
        runs()
            .run(
                "best",
                Map.of(),
                r -> {
                  for (String name : List.of("valid_loss", "wer", "closs", "answer", "rmse")) {
                    r.log(1, name, 1);
                    r.log(2, name, 3);
                    r.log(3, name, Double.NaN);
                  }
                });
    assertThat(run.best("valid_loss")).isEqualTo(1);
    assertThat(run.best("wer")).isEqualTo(1);
    assertThat(run.best("rmse")).isEqualTo(1);
    assertThat(run.best("closs")).isEqualTo(3);
    assertThat(run.best("answer")).isEqualTo(3);
    assertThat(run.last("wer")).isNaN();
  }

  @Test
  void twoRunsAreComparedBySettingsSeedAndResults() throws IOException {
    Seed.set(1);
    var first = run("a", 0.1, 2);
    Seed.set(2);
    var second = run("b", 0.3, 4);
    var comparison = Experiments.compare(first, second);
    var differences = comparison.differences();
    assertThat(differences.columnNames())
        .containsExactly("kind", "what", "a " + first.id(), "b " + second.id());
    assertThat(differences.stringColumn("what").asList())
        .containsExactly("rate", "epochs", "seed", "valid_loss", "accuracy");
    assertThat(differences.stringColumn(2).asList()).startsWith("0.1", "2", "1", "0.5");
    assertThat(comparison)
        .hasToString("a %s and b %s: 5 differences".formatted(first.id(), second.id()));
    assertThatThrownBy(() -> Experiments.compare(first, StoredRun.of(first.directory())))
        .hasMessage("expected two runs, got " + first.id() + " twice");

    var chart = comparison.chart("valid_loss");
    var line = chart.getSeriesCollection().iterator().next();
    assertThat(line.getName()).isEqualTo("a " + first.id());
    assertThat(line.getYData()).containsExactly(1.0, 0.5);
    assertThatThrownBy(() -> comparison.chart("wer"))
        .hasMessageContaining("no metric 'wer' in run " + first.id())
        .hasMessageContaining("recorded: valid_loss, accuracy");
    Path picture = Path.of("target/comparison.png");
    Files.write(picture, Png.encode(Png.paint(chart)));
    assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(Png.SCALE * chart.getWidth());
  }

  @Test
  void runsAndComparisonsShowThemselves() {
    var first = runs().run("a", Map.of("title", "<b>"), r -> r.log(1, "loss", 0.25));
    var second = runs().run("a", Map.of("title", "x"), r -> r.log(1, "loss", 0.75));
    assertThat(html(first))
        .contains("finished", Html.escape("<b>"), "0.2500")
        .doesNotContain("<b>");
    assertThat(Renderers.render(first).plainText()).containsPattern("metric +loss +0\\.2500");
    String compared = html(Experiments.compare(first, second));
    assertThat(compared).contains(Html.escape("<b>"), "0.75", "<img alt=\"loss\"");
    var again = runs().run("a", Map.of("title", "x"), r -> r.log(1, "loss", 0.75));
    assertThat(html(Experiments.compare(second, again))).contains("0 differences");
  }

  private static String html(Object value) {
    return String.valueOf(Renderers.render(value).data().get(MimeBundle.HTML));
  }
}
