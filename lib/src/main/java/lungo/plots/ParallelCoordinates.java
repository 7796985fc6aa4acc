package lungo.plots;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Trials as lines over parallel axes: an axis a setting that differs, the result's last. The better
 * a trial, the bluer its line; the best is orange. Inselberg 1985,
 * https://doi.org/10.1007/BF01898350
 *
 * <pre>{@code
 * result.plot();                           // of all trials of a sweep
 * List<Map<String, Object>> settings =
 *     List.of(Map.of("rate", 0.1, "width", 64), Map.of("rate", 0.01, "width", 128));
 * ParallelCoordinates.of(settings, "valid_loss", List.of(0.42, 0.31), true);
 * }</pre>
 */
public final class ParallelCoordinates extends Figure {

  private static final int AXIS_DISTANCE = 170;
  private static final int SIDE = 80;
  private static final int HEIGHT = 320;
  private static final int TOP = 48;
  private static final int BOTTOM = 296;
  private static final int MOST_LABELS = 8;
  private static final double LOGARITHMIC = 30;
  private static final Font FONT = Style.font(Font.PLAIN, 12);
  private static final Font BOLD = Style.font(Font.BOLD, 13);

  private final List<Axis> axes;
  private final int[] worstFirst;
  private final String text;
  private final Table rows;

  /**
   * An axis.
   *
   * @param places where each trial meets it, from 0 (below) to 1
   * @param labels what stands beside it, by place
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  private record Axis(String title, double[] places, Map<Double, String> labels) {

    static Axis of(String title, List<Object> values) {
      return values.stream().allMatch(Number.class::isInstance)
          ? numbers(title, values.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray())
          : words(title, values.stream().map(Object::toString).toList());
    }

    private static Axis words(String title, List<String> values) {
      List<String> distinct = values.stream().distinct().toList();
      double most = Math.max(1, distinct.size() - 1);
      var labels = new TreeMap<Double, String>();
      int apart = (distinct.size() + MOST_LABELS - 1) / MOST_LABELS;
      for (int i = 0; i < distinct.size(); i += apart) {
        labels.put(i / most, distinct.get(i));
      }
      double[] places = values.stream().mapToDouble(v -> distinct.indexOf(v) / most).toArray();
      return new Axis(title, places, labels);
    }

    private static Axis numbers(String title, double[] values) {
      double low = Arrays.stream(values).min().orElse(0);
      double high = Arrays.stream(values).max().orElse(1);
      boolean logarithmic = low > 0 && high / low >= LOGARITHMIC;
      var labels = new TreeMap<Double, String>();
      double[] distinct = Arrays.stream(values).distinct().toArray();
      double[] labelled =
          distinct.length <= MOST_LABELS / 2
              ? distinct
              : IntStream.rangeClosed(0, 4)
                  .mapToDouble(i -> between(low, high, i / 4.0, logarithmic))
                  .toArray();
      for (double value : labelled) {
        labels.put(place(value, low, high, logarithmic), String.format(Locale.ROOT, "%.3g", value));
      }
      double[] places = Arrays.stream(values).map(v -> place(v, low, high, logarithmic)).toArray();
      return new Axis(title, places, labels);
    }

    private static double between(double low, double high, double part, boolean logarithmic) {
      return logarithmic ? low * Math.pow(high / low, part) : low + part * (high - low);
    }

    private static double place(double value, double low, double high, boolean logarithmic) {
      if (high == low) {
        return 0.5;
      }
      return logarithmic
          ? Math.log(value / low) / Math.log(high / low)
          : (value - low) / (high - low);
    }
  }

  private ParallelCoordinates(List<Axis> axes, int[] worstFirst, String text, Table rows) {
    super("", 2 * SIDE + AXIS_DISTANCE * Math.max(1, axes.size() - 1), HEIGHT);
    this.axes = axes;
    this.worstFirst = worstFirst;
    this.text = text;
    this.rows = rows;
  }

  /**
   * The trials' lines.
   *
   * @param settings each trial's settings: numbers, or anything else by its text
   * @param result the result's name
   * @param values each trial's result, finite
   * @param lowest whether low is good
   * @return the figure; settings that are the same in all trials are left out
   * @throws IllegalArgumentException if there is no trial, or not a value for each
   */
  public static ParallelCoordinates of(
      List<Map<String, Object>> settings, String result, List<Double> values, boolean lowest) {
    if (settings.isEmpty() || settings.size() != values.size()) {
      throw new IllegalArgumentException(
          "expected 1 trial or more and a value for each, got "
              + settings.size()
              + " trials and "
              + values.size()
              + " values");
    }
    var axes = new ArrayList<Axis>();
    for (String name : settings.get(0).keySet()) {
      List<Object> column =
          settings.stream().map(s -> Objects.requireNonNullElse(s.get(name), "—")).toList();
      if (column.stream().distinct().count() > 1) {
        axes.add(Axis.of(name, column));
      }
    }
    axes.add(Axis.of(result, new ArrayList<>(values)));
    Comparator<Integer> worse = Comparator.comparing(values::get);
    int[] order =
        IntStream.range(0, values.size())
            .boxed()
            .sorted(lowest ? worse.reversed() : worse)
            .mapToInt(i -> i)
            .toArray();
    return new ParallelCoordinates(
        List.copyOf(axes),
        order,
        result + " of " + values.size() + " trials by settings",
        rows(settings, result, values));
  }

  private static Table rows(
      List<Map<String, Object>> settings, String result, List<Double> values) {
    Table rows = Table.create("trials");
    for (String name : settings.get(0).keySet()) {
      var column = StringColumn.create(name);
      settings.forEach(
          s -> column.append(String.valueOf(Objects.requireNonNullElse(s.get(name), ""))));
      rows.addColumns(column);
    }
    String name = rows.containsColumn(result) ? "metric " + result : result;
    return rows.addColumns(
        DoubleColumn.create(name, values.stream().mapToDouble(v -> v).toArray()));
  }

  @Override
  void draw(Graphics2D graphics) {
    for (int i = 0; i < axes.size(); i++) {
      graphics.setColor(Style.line());
      graphics.fill(new Rectangle2D.Double(x(i) - 0.5, TOP, 1, BOTTOM - TOP));
    }
    for (int rank = 0; rank < worstFirst.length; rank++) {
      boolean best = rank == worstFirst.length - 1;
      double good = worstFirst.length == 1 ? 1 : (double) rank / (worstFirst.length - 1);
      graphics.setColor(best ? Style.vermilion() : mixed(good));
      graphics.setStroke(Style.stroke(best ? 3f : 1.5f));
      graphics.draw(line(worstFirst[rank]));
    }
    for (int i = 0; i < axes.size(); i++) {
      label(graphics, axes.get(i), x(i));
    }
  }

  private static double x(int axis) {
    return SIDE + (double) axis * AXIS_DISTANCE;
  }

  private static double y(double place) {
    return BOTTOM - place * (BOTTOM - TOP);
  }

  private Path2D line(int trial) {
    var line = new Path2D.Double();
    for (int i = 0; i < axes.size(); i++) {
      double y = y(axes.get(i).places[trial]);
      if (i == 0) {
        line.moveTo(x(0) - (axes.size() == 1 ? 20 : 0), y);
      } else {
        line.lineTo(x(i), y);
      }
    }
    if (axes.size() == 1) {
      line.lineTo(x(0) + 20, y(axes.get(0).places[trial]));
    }
    return line;
  }

  private static Color mixed(double good) {
    return Style.mixed(Style.line(), Style.blue(), good);
  }

  private static void label(Graphics2D graphics, Axis axis, double x) {
    graphics.setFont(BOLD);
    graphics.setColor(Style.ink());
    Text.centred(graphics, Text.fit(BOLD, axis.title, AXIS_DISTANCE - 10), x, TOP - 24.0);
    graphics.setFont(FONT);
    axis.labels.forEach(
        (place, label) -> {
          String fitting = Text.fit(FONT, label, SIDE - 14);
          int width = Text.width(FONT, fitting);
          graphics.setColor(Style.veil(200));
          graphics.fill(new Rectangle2D.Double(x - width - 9, y(place) - 8, width + 4.0, 16));
          graphics.setColor(Style.quiet());
          Text.endingAt(graphics, fitting, x - 7, y(place));
        });
  }

  /** A row a trial: each setting as text, then the result. */
  @Override
  public Table table() {
    return rows.copy();
  }

  /** A line a trial over the numbers of the axes, each from 0 to 1. */
  @Override
  public List<XYChart> charts() {
    XYChart chart = Style.lines(getWidth(), getHeight(), text, "axis", "");
    double[] x = IntStream.range(0, axes.size()).asDoubleStream().toArray();
    for (int trial : worstFirst) {
      double[] y = axes.stream().mapToDouble(axis -> axis.places[trial]).toArray();
      chart.addSeries("trial " + (trial + 1), x, y);
    }
    chart.getStyler().setLegendVisible(false);
    chart
        .getStyler()
        .setXAxisTickLabelsFormattingFunction(
            at -> at == Math.rint(at) && at < axes.size() ? axes.get(at.intValue()).title : "");
    return List.of(chart);
  }

  @Override
  public String toString() {
    return text;
  }
}
