package lungo.plots;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import lungo.audio.AudioFeatures;
import lungo.audio.Sound;
import lungo.audio.Spectrogram;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * A spectrogram over time, bright where there is much; above it perhaps the sound's own curve.
 *
 * <pre>{@code
 * plot(AudioFeatures.logMel(16_000, 64).of(sound));
 * plot(sound);                             // with its curve above
 * }</pre>
 */
public final class SpectrogramPlot extends Figure {

  private static final int WIDTH = 480;
  private static final int WAVE = 60;
  private static final int PLOT = 150;
  private static final int LEFT = 56;
  private static final int TOP = 28;
  private static final int BOTTOM = 38;
  private static final int RIGHT = 12;

  /** From little to much, darker to brighter, for people with any colour vision. */
  private static final Color[] COLOURS = {
    new Color(0x440154),
    new Color(0x3B528B),
    new Color(0x21918C),
    new Color(0x5EC962),
    new Color(0xFDE725)
  };

  private final Spectrogram spectrogram;
  private final @Nullable Sound sound;

  private SpectrogramPlot(String title, Spectrogram spectrogram, @Nullable Sound sound) {
    super(title, WIDTH, TOP + (sound == null ? 0 : WAVE) + PLOT + BOTTOM);
    this.spectrogram = spectrogram;
    this.sound = sound;
  }

  /**
   * A spectrogram.
   *
   * @param spectrogram the values; those of {@code POWER} and {@code MEL} are drawn in decibels
   * @return the figure
   */
  public static SpectrogramPlot of(Spectrogram spectrogram) {
    return new SpectrogramPlot(spectrogram.toString(), spectrogram, null);
  }

  /**
   * A sound's curve above its mel spectrogram.
   *
   * @param sound of any number of channels, which are mixed
   * @return the figure; one without a spectrogram's detail if the sound is shorter than a window
   */
  public static SpectrogramPlot of(Sound sound) {
    Sound one = sound.mix();
    var features = AudioFeatures.decibels(one.rate(), 64).fft(fft(one.rate()));
    Sound whole = one.fit(Math.max(one.length(), features.fft()));
    return new SpectrogramPlot(sound.toString(), features.of(whole), one);
  }

  /** About 64 ms, so that bands are not narrower than frequencies. */
  private static int fft(int rate) {
    return Math.max(64, Integer.highestOneBit(rate / 8));
  }

  @Override
  void draw(Graphics2D graphics) {
    int top = TOP;
    graphics.setColor(Style.ink());
    graphics.setFont(Style.font(Font.BOLD, 13));
    Text.startingAt(graphics, getTitle(), LEFT, TOP / 2.0);
    if (sound != null) {
      drawWave(graphics, sound, top);
      top += WAVE;
    }
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    graphics.drawImage(picture(), LEFT, top, WIDTH - LEFT - RIGHT, PLOT, null);
    drawAxes(graphics, top);
  }

  /** The least and the most of each column of pixels, joined. */
  private static void drawWave(Graphics2D graphics, Sound sound, int top) {
    int width = WIDTH - LEFT - RIGHT;
    float[] values = sound.channel(0);
    float most = 1e-6f;
    for (float value : values) {
      most = Math.max(most, Math.abs(value));
    }
    var curve = new Path2D.Double();
    double middle = top + WAVE / 2.0;
    double scale = (WAVE / 2.0 - 4) / most;
    curve.moveTo(LEFT, middle);
    for (int x = 0; x < 2 * width && values.length > 0; x++) {
      int from = (int) ((long) values.length * x / (2L * width));
      int to = Math.max(from + 1, (int) ((long) values.length * (x + 1) / (2L * width)));
      float low = values[from];
      float high = low;
      for (int i = from; i < Math.min(to, values.length); i++) {
        low = Math.min(low, values[i]);
        high = Math.max(high, values[i]);
      }
      curve.lineTo(LEFT + x / 2.0, middle - high * scale);
      curve.lineTo(LEFT + x / 2.0, middle - low * scale);
    }
    graphics.setColor(Style.blue());
    graphics.setStroke(Style.stroke(0.8f));
    graphics.draw(curve);
  }

  private BufferedImage picture() {
    int rows = spectrogram.rows();
    int frames = spectrogram.frames();
    double[] values = new double[rows * frames];
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      values[i] = drawn(spectrogram.value(i / frames, i % frames));
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    if (isPower()) {
      low = Math.max(low, high - 80);
    }
    var picture = new BufferedImage(frames, rows, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < values.length; i++) {
      double share = high > low ? Math.max(0, (values[i] - low) / (high - low)) : 0;
      picture.setRGB(i % frames, rows - 1 - i / frames, colour(share));
    }
    return picture;
  }

  private boolean isPower() {
    AudioFeatures.Kind kind = spectrogram.features().kind();
    return kind == AudioFeatures.Kind.POWER || kind == AudioFeatures.Kind.MEL;
  }

  private double drawn(float value) {
    return isPower() ? 10 * Math.log10(Math.max(1e-10, value)) : value;
  }

  private static int colour(double share) {
    double at = share * (COLOURS.length - 1);
    int from = Math.min(COLOURS.length - 2, (int) at);
    double part = at - from;
    Color a = COLOURS[from];
    Color b = COLOURS[from + 1];
    int red = (int) Math.round(a.getRed() + part * (b.getRed() - a.getRed()));
    int green = (int) Math.round(a.getGreen() + part * (b.getGreen() - a.getGreen()));
    int blue = (int) Math.round(a.getBlue() + part * (b.getBlue() - a.getBlue()));
    return (red << 16) | (green << 8) | blue;
  }

  private void drawAxes(Graphics2D graphics, int top) {
    graphics.setColor(Style.quiet());
    graphics.setFont(Style.font(Font.PLAIN, 11));
    int width = WIDTH - LEFT - RIGHT;
    double seconds = spectrogram.seconds();
    double step = step(seconds);
    for (int i = 0; i * step <= seconds; i++) {
      double x = LEFT + i * step / seconds * width;
      Text.centred(graphics, Style.tick(i * step), x, top + PLOT + 9);
    }
    Text.centred(graphics, "seconds", LEFT + width / 2.0, top + PLOT + 26);
    Text.endingAt(graphics, lowest(), LEFT - 5, top + PLOT - 6);
    Text.endingAt(graphics, highest(), LEFT - 5, top + 6);
  }

  private static double step(double seconds) {
    double step = Math.pow(10, Math.floor(Math.log10(seconds)));
    return seconds / step < 2 ? step / 5 : seconds / step < 5 ? step / 2 : step;
  }

  private String lowest() {
    AudioFeatures features = spectrogram.features();
    return switch (features.kind()) {
      case POWER -> "0 Hz";
      case MFCC -> "c0";
      default -> hertz(features.low());
    };
  }

  private String highest() {
    AudioFeatures features = spectrogram.features();
    return switch (features.kind()) {
      case POWER -> hertz(features.rate() / 2.0);
      case MFCC -> "c" + (features.coefficients() - 1);
      default -> hertz(features.high());
    };
  }

  private static String hertz(double value) {
    return String.format(Locale.ROOT, "%.0f Hz", value);
  }

  /** A row a value: {@code frame, row, value}. */
  @Override
  public Table table() {
    int count = spectrogram.rows() * spectrogram.frames();
    int[] frames = new int[count];
    int[] rows = new int[count];
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      frames[i] = i % spectrogram.frames();
      rows[i] = i / spectrogram.frames();
      values[i] = spectrogram.value(rows[i], frames[i]);
    }
    return Table.create(
        getTitle(),
        IntColumn.create("frame", frames),
        IntColumn.create("row", rows),
        DoubleColumn.create("value", values));
  }

  /** The values by frame and row; above them the sound's curve, if there is one. */
  @Override
  public List<? extends Chart<?, ?>> charts() {
    int rows = spectrogram.rows();
    int frames = spectrogram.frames();
    double[][] values = new double[rows][frames];
    for (int row = 0; row < rows; row++) {
      for (int frame = 0; frame < frames; frame++) {
        values[row][frame] = drawn(spectrogram.value(rows - 1 - row, frame));
      }
    }
    List<String> columns = IntStream.range(0, frames).mapToObj(String::valueOf).toList();
    List<String> names = IntStream.range(0, rows).mapToObj(i -> "" + (rows - 1 - i)).toList();
    HeatMapChart heat = Charts.heat(getTitle(), columns, names, values, 4);
    heat.getStyler().setRangeColors(COLOURS.clone());
    return sound == null ? List.of(heat) : List.of(curve(sound), heat);
  }

  private static XYChart curve(Sound sound) {
    XYChart chart = Style.lines(WIDTH, 200, sound.toString(), "seconds", "");
    float[] values = sound.channel(0);
    double[] x =
        IntStream.range(0, values.length).mapToDouble(i -> (double) i / sound.rate()).toArray();
    double[] y = IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    Line line = Line.of(x, y);
    if (!line.isEmpty()) {
      chart.addSeries("sound", line.x(), line.y());
    }
    chart.getStyler().setLegendVisible(false);
    return chart;
  }

  @Override
  public String toString() {
    return getTitle();
  }
}
