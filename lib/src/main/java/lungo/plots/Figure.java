package lungo.plots;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.chartpart.IChart;
import tech.tablesaw.api.Table;

/**
 * A picture that this package draws itself or puts together from several charts. It shows itself in
 * a notebook, is saved as PNG or SVG, and is taken by XChart wherever a chart is.
 *
 * <pre>{@code
 * Figure curves = plot(learner.fit(5));
 * curves.save(Path.of("curves.png"));
 * curves.table();                          // the numbers that are drawn
 * }</pre>
 */
public abstract sealed class Figure implements IChart
    permits AttentionPlot,
        BarPlot,
        ConfusionPlot,
        Gallery,
        HeatPlot,
        LayerHistograms,
        LearningCurves,
        Note,
        ParallelCoordinates,
        ProbabilityPlot,
        SpectrogramPlot {

  private final String title;
  private final int width;
  private final int height;
  private final Theme theme = Theme.current();

  Figure(String title, int width, int height) {
    this.title = title;
    this.width = width;
    this.height = height;
  }

  @Override
  public final String getTitle() {
    return title;
  }

  @Override
  public final int getWidth() {
    return width;
  }

  @Override
  public final int getHeight() {
    return height;
  }

  /**
   * Draws this figure on the ground of the theme that it was made in.
   *
   * @param graphics what to draw on
   * @param width how wide, in the graphics' units
   * @param height how high
   */
  @Override
  public final void paint(Graphics2D graphics, int width, int height) {
    var own = (Graphics2D) graphics.create();
    try {
      own.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      own.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      own.setRenderingHint(
          RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
      own.scale((double) width / this.width, (double) height / this.height);
      theme.during(
          () -> {
            own.setColor(Style.ground());
            own.fillRect(0, 0, this.width, this.height);
            draw(own);
            return this;
          });
    } finally {
      own.dispose();
    }
  }

  /**
   * Saves this figure, as SVG where the file's name ends so, else as PNG at {@value Png#SCALE}
   * times its size.
   *
   * @param file where; missing folders are made
   * @throws IOException if it cannot be written
   */
  public final void save(Path file) throws IOException {
    Plots.save(this, file);
  }

  /**
   * The same numbers as charts of XChart's, to change anything of them.
   *
   * @return a new chart, or one a panel; none for a figure of pictures
   */
  public abstract List<? extends Chart<?, ?>> charts();

  /** Draws at this figure's own size, on its ground. */
  abstract void draw(Graphics2D graphics);

  /**
   * The numbers behind the picture.
   *
   * @return a new table
   */
  public abstract Table table();

  /** What is shown where there are no pictures. */
  @Override
  public abstract String toString();
}
