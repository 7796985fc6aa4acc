package lungo.plots;

import java.awt.Color;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * On what ground figures are drawn. The colours are those of Okabe and Ito 2008,
 * https://jfly.uni-koeln.de/color/, which people with any colour vision tell apart, those first
 * that are strongest on the ground; on the dark one lighter kin of them.
 *
 * <pre>{@code
 * Theme.DARK.use();                        // for all figures from now on
 * plot(learner.history());
 * }</pre>
 */
public enum Theme {
  /** Dark ink on white, which reads in dark notebooks and on paper as well. */
  LIGHT,
  /** Light ink on near black, for dark pages and slides. */
  DARK;

  /**
   * Colours by use: grounds and inks, behind them {@code nothing} of a cell that counts nothing,
   * {@code faint} of what stands behind, {@code fill} of areas below a line in the first colour;
   * then those of series.
   */
  private static final int[] ON_LIGHT = {
    0xFFFFFF, 0x24292F, 0x5A6270, 0xC9CED6, 0xE8EAEE, 0xF4F4F5, 0xBBD6EA, 0x9CC6E2
  };

  private static final int[] ON_DARK = {
    0x16191D, 0xE6E8EB, 0xA3ABB8, 0x4A515C, 0x2C323A, 0x23282F, 0x2F5570, 0x2F6A91
  };

  private static final int[] SERIES_ON_LIGHT = {
    0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x24292F, 0xB8A800
  };

  private static final int[] SERIES_ON_DARK = {
    0x56B4E9, 0xE8731E, 0x2BB68C, 0xD98FB8, 0xF0E442, 0x9D8DF1, 0xE6E8EB, 0xC9A227
  };

  private static volatile Theme chosen = LIGHT;

  /** That of the figure that this thread draws. */
  private static final ThreadLocal<@Nullable Theme> DRAWN = new ThreadLocal<>();

  /**
   * Draws all figures that are made from now on in this theme; those that are there keep theirs.
   */
  public void use() {
    chosen = this;
  }

  /**
   * The theme in use.
   *
   * @return {@link #LIGHT} unless another was chosen
   */
  public static Theme current() {
    Theme drawn = DRAWN.get();
    return drawn == null ? chosen : drawn;
  }

  /** Does something in this theme, whichever is in use. */
  <T> T during(Supplier<T> drawing) {
    Theme before = DRAWN.get();
    DRAWN.set(this);
    try {
      return drawing.get();
    } finally {
      if (before == null) {
        DRAWN.remove();
      } else {
        DRAWN.set(before);
      }
    }
  }

  private Color colour(int use) {
    return new Color((this == DARK ? ON_DARK : ON_LIGHT)[use]);
  }

  Color ground() {
    return colour(0);
  }

  Color ink() {
    return colour(1);
  }

  Color quiet() {
    return colour(2);
  }

  Color line() {
    return colour(3);
  }

  Color grid() {
    return colour(4);
  }

  /** Of a cell that counts nothing. */
  Color nothing() {
    return colour(5);
  }

  /** Of what stands behind: each step's loss, the training of one run of several. */
  Color faint() {
    return colour(6);
  }

  /** Of areas below a line in the first colour. */
  Color fill() {
    return colour(7);
  }

  private int[] ofSeries() {
    return this == DARK ? SERIES_ON_DARK : SERIES_ON_LIGHT;
  }

  /** The colours of series, in order. */
  Color[] series() {
    return Arrays.stream(ofSeries()).mapToObj(Color::new).toArray(Color[]::new);
  }

  /** The colour of the n-th series, from 0. */
  Color series(int n) {
    int[] all = ofSeries();
    return new Color(all[n % all.length]);
  }
}
