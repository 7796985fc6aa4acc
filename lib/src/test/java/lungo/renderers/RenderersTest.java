package lungo.renderers;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import lungo.audio.AudioFeatures;
import lungo.audio.Sound;
import lungo.display.MimeBundle;
import lungo.display.Renderers;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/** Values of Tablesaw, XChart and the JDK, shown through the service loader. */
class RenderersTest {

  static String html(Object value) {
    return String.valueOf(Renderers.render(value).data().get(MimeBundle.HTML));
  }

  static BufferedImage png(Object value) throws IOException {
    var encoded = String.valueOf(Renderers.render(value).data().get(MimeBundle.PNG));
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(encoded)));
  }

  private static Table history() {
    return Table.create(
        "history",
        IntColumn.create("epoch", 1, 2, 10),
        DoubleColumn.create("loss", 2.302585093, 0.5, Double.NaN),
        StringColumn.create("note", "<b>bold</b>", "犬", "ok"));
  }

  @Test
  void aTableIsAlignedTextWithTypesAndSize() {
    assertThat(Renderers.render(history()).plainText())
        .isEqualTo(
            """
              epoch    loss  note
            integer  double  string
            ----------------------------
                  1  2.3026  <b>bold</b>
                  2  0.5000  犬
                 10       —  ok
            history · 3 rows × 3 columns""");
  }

  @Test
  void aTablesCellsCannotBecomeMarkup() {
    assertThat(html(history()))
        .contains("&lt;b&gt;bold&lt;/b&gt;")
        .doesNotContain("<b>bold")
        .contains("text-align:right\">2.3026<", "text-align:left\">犬<");
  }

  @Test
  void aLargeTableShowsHeadAndTailWithRowNumbers() {
    var numbers = IntStream.range(0, 60_000).toArray();
    String text = Renderers.render(Table.create(IntColumn.create("n", numbers))).plainText();

    assertThat(text).contains("60,000 rows × 1 column");
    assertThat(text.lines().map(String::strip))
        .contains("0        0", "9        9", "…        …", "59995    59995", "59999    59999")
        .doesNotContain("10       10", "59994    59994");
  }

  @Test
  void aWideTableLeavesOutColumnsInTheMiddle() {
    var table = Table.create("wide");
    IntStream.range(0, 100)
        .forEach(i -> table.addColumns(IntColumn.create("c" + i, new int[] {i})));

    assertThat(html(table))
        .contains(">c0<", ">c11<", ">…<", ">c94<", ">c99<")
        .doesNotContain(">c12<", ">c93<");
  }

  @Test
  void anEmptyTableShowsItsColumns() {
    assertThat(Renderers.render(Table.create("none", DateColumn.create("day"))).plainText())
        .contains("day", "local date", "none · 0 rows × 1 column");
    assertThat(Renderers.render(Table.create("bare")).plainText()).contains("0 rows × 0 columns");
  }

  @Test
  void aFormatThatTheUserGaveIsKept() {
    var share = DoubleColumn.create("share", 0.25, 0.5);
    share.setPrintFormatter(NumberColumnFormatter.percent(1));

    assertThat(Renderers.render(Table.create(share)).plainText()).contains("25.0%", "50.0%");
  }

  @Test
  void aColumnShowsItsValuesSizeAndWhatIsMissing() {
    var days = DateColumn.create("day", LocalDate.of(2026, 2, 28));
    days.appendMissing();

    assertThat(Renderers.render(days).plainText())
        .isEqualTo("day\nlocal date\n----------\n2026-02-28\n—\n2 values, 1 missing");
  }

  private static XYChart chart() {
    XYChart chart = new XYChartBuilder().width(400).height(300).title("Loss").build();
    chart.addSeries("train", new double[] {1, 2, 3}, new double[] {3, 2, 1});
    return chart;
  }

  @Test
  void aChartIsTwiceAsDenseAsItIsShown() throws IOException {
    var bundle = Renderers.render(chart());

    assertThat(bundle.plainText()).isEqualTo("chart 'Loss' of train, 400 × 300");
    assertThat(bundle.metadata())
        .containsEntry(MimeBundle.PNG, Map.of("width", 400, "height", 300));
    var picture = png(chart());
    assertThat(picture.getWidth()).isEqualTo(800);
    assertThat(picture.getHeight()).isEqualTo(600);
    assertThat(picture.getColorModel().hasAlpha()).isFalse();
  }

  @Test
  void aSmallPictureIsEnlargedWithHardPixels() throws IOException {
    var digit = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    digit.setRGB(0, 0, Color.WHITE.getRGB());

    var picture = png(digit);

    // 2 * 96 / 28 = 6 pixels a pixel, shown at half of that
    assertThat(picture.getWidth()).isEqualTo(168);
    assertThat(picture.getRGB(5, 5)).isEqualTo(Color.WHITE.getRGB());
    assertThat(picture.getRGB(6, 5)).isEqualTo(Color.BLACK.getRGB());
    assertThat(Renderers.render(digit).metadata())
        .containsEntry(MimeBundle.PNG, Map.of("width", 84, "height", 84));
    assertThat(Renderers.render(digit).plainText()).isEqualTo("image, 28 × 28 pixels");
  }

  @Test
  void aLargePictureKeepsItsPixelsAndFitsThePage() throws IOException {
    var photo = new BufferedImage(1920, 1080, BufferedImage.TYPE_3BYTE_BGR);

    assertThat(png(photo).getWidth()).isEqualTo(1920);
    assertThat(Renderers.render(photo).metadata())
        .containsEntry(MimeBundle.PNG, Map.of("width", 960, "height", 540));
  }

  @Test
  void aSoundIsPlayedAndDrawn() throws IOException {
    float[] values = new float[800];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(0.4 * i);
    }
    Sound sound = Sound.of(8000, values);
    String html = html(sound);
    String start = "<audio controls src=\"data:audio/wav;base64,";
    int from = html.indexOf(start) + start.length();
    assertThat(from).isGreaterThan(start.length());
    byte[] wav = Base64.getDecoder().decode(html.substring(from, html.indexOf('"', from)));
    assertThat(wav).isEqualTo(sound.wav());
    assertThat(html).contains("<img").contains("data:image/png");
    assertThat(Renderers.render(sound).plainText()).isEqualTo("sound of 0.10 s, 8,000 Hz, mono");
    BufferedImage picture = png(AudioFeatures.power(8000).of(sound));
    // 0.4 radians a value are 509 Hz: bright near the bottom, dark at the top.
    int x = picture.getWidth() / 2;
    int top = 2 * 28;
    int height = 2 * 150;
    var loud = new Color(picture.getRGB(x, top + height - (int) (height * 509 / 4000.0)));
    var quiet = new Color(picture.getRGB(x, top + 10));
    assertThat(loud.getGreen()).isGreaterThan(quiet.getGreen() + 80);
  }
}
