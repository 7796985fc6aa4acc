package lungo.plots;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lungo.data.ImageGrid;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Pictures in rows, each with a caption below it. Small pictures are enlarged with hard pixels,
 * large ones are shrunk smoothly.
 *
 * <pre>{@code
 * var seen = new Gallery.Item(picture, "cat, 97 %", Gallery.Mark.RIGHT);
 * var missed = new Gallery.Item(data.test().image(7).image(), "a dog", Gallery.Mark.WRONG);
 * Gallery.of(List.of(seen, missed));
 * }</pre>
 */
public final class Gallery extends Figure {

  private static final int PADDING = 10;
  private static final int GAP = 10;
  private static final int WIDTH = 880;
  private static final int LINE = 15;
  private static final int MAX_LINES = 3;
  private static final Font FONT = Style.font(Font.PLAIN, 12);

  private final List<Item> items;
  private final Layout layout;

  /** How a picture is marked. */
  public enum Mark {
    /** Nothing is said about it. */
    NONE,
    /** A green frame and caption. */
    RIGHT,
    /** An orange frame and caption. */
    WRONG
  }

  /**
   * One picture of a gallery.
   *
   * @param picture the picture
   * @param caption below it; up to three lines, cut to the picture's width
   * @param mark its frame
   */
  public record Item(BufferedImage picture, String caption, Mark mark) {

    List<String> lines() {
      return caption.isBlank() ? List.of() : caption.lines().limit(MAX_LINES).toList();
    }
  }

  /** Where the rows begin; the last entry is where they end. */
  private record Layout(int columns, int side, List<Integer> tops, int captionHeight) {

    /** Cells as large as the pictures want, or as fit; rows are filled evenly. */
    static Layout of(List<Item> items) {
      int n = items.size();
      int longest = 0;
      int lines = 0;
      int caption = 0;
      for (Item item : items) {
        longest = Math.max(longest, Math.max(item.picture.getWidth(), item.picture.getHeight()));
        lines = Math.max(lines, item.lines().size());
        for (String line : item.lines()) {
          caption = Math.max(caption, Text.width(FONT, line));
        }
      }
      int side = Math.max(56, Math.min(n <= 4 ? 200 : n <= 12 ? 160 : 100, 3 * longest));
      side = Math.max(side, Math.min(caption + 2, 120));
      int most = Math.max(1, (WIDTH - 2 * PADDING + GAP) / (side + GAP));
      int rows = (n + most - 1) / most;
      int columns = (n + rows - 1) / rows;
      int captionHeight = lines == 0 ? 0 : lines * LINE + 4;
      var tops = new ArrayList<Integer>();
      int top = PADDING;
      for (int first = 0; first < n; first += columns) {
        tops.add(top);
        double high = 1;
        for (Item item : items.subList(first, Math.min(n, first + columns))) {
          high = Math.max(high, drawnSize(item.picture, side, side).height());
        }
        top += (int) Math.ceil(high) + captionHeight + GAP;
      }
      tops.add(top);
      return new Layout(columns, side, List.copyOf(tops), captionHeight);
    }
  }

  private Gallery(List<Item> items, Layout layout) {
    super(
        "",
        2 * PADDING + layout.columns * (layout.side + GAP) - GAP,
        layout.tops.get(layout.tops.size() - 1) - GAP + PADDING);
    this.items = items;
    this.layout = layout;
  }

  /**
   * Pictures and their labels.
   *
   * @param grid the pictures, row by row, at most 1,000
   * @return the figure
   * @throws IllegalArgumentException if there are too many
   */
  public static Gallery of(ImageGrid grid) {
    return of(grid.images().stream().map(i -> new Item(i.image(), i.label(), Mark.NONE)).toList());
  }

  /**
   * Pictures side by side.
   *
   * @param items the pictures, row by row, at least one and at most 1,000
   * @return the figure
   * @throws IllegalArgumentException if there are none or too many
   */
  public static Gallery of(List<Item> items) {
    if (items.isEmpty() || items.size() > 1000) {
      throw new IllegalArgumentException("a gallery has 1 to 1,000 pictures, got " + items.size());
    }
    List<Item> copy = List.copyOf(items);
    return new Gallery(copy, Layout.of(copy));
  }

  @Override
  void draw(Graphics2D graphics) {
    for (int i = 0; i < items.size(); i++) {
      int row = i / layout.columns;
      int x = PADDING + i % layout.columns * (layout.side + GAP);
      int y = layout.tops.get(row);
      int high = layout.tops.get(row + 1) - y - GAP - layout.captionHeight;
      drawItem(graphics, items.get(i), new Rectangle2D.Double(x, y, layout.side, high));
    }
  }

  private static void drawItem(Graphics2D graphics, Item item, Rectangle2D box) {
    Rectangle2D drawn = drawPicture(graphics, item.picture, box);
    Color colour =
        switch (item.mark) {
          case NONE -> Style.ink();
          case RIGHT -> Style.green().darker();
          case WRONG -> Style.vermilion();
        };
    if (item.mark != Mark.NONE) {
      graphics.setColor(colour);
      graphics.setStroke(Style.stroke(2));
      graphics.draw(
          new Rectangle2D.Double(
              drawn.getX() - 1, drawn.getY() - 1, drawn.getWidth() + 2, drawn.getHeight() + 2));
    }
    graphics.setFont(FONT);
    graphics.setColor(colour);
    List<String> lines = item.lines();
    for (int i = 0; i < lines.size(); i++) {
      String line = Text.fit(FONT, lines.get(i), (int) box.getWidth());
      Text.centred(graphics, line, box.getCenterX(), box.getMaxY() + 4 + LINE * (i + 0.5));
    }
  }

  /** A size on the page. */
  record Size(double width, double height) {}

  /**
   * The size at which a picture fills a box without changing its proportions; an enlarged picture
   * takes a whole number of the screen's pixels for each of its own.
   */
  static Size drawnSize(BufferedImage picture, double boxWidth, double boxHeight) {
    double fit = Math.min(boxWidth / picture.getWidth(), boxHeight / picture.getHeight());
    double factor = fit >= 1 ? Math.floor(fit * Png.SCALE + 1e-9) / Png.SCALE : fit;
    return new Size(picture.getWidth() * factor, picture.getHeight() * factor);
  }

  /** Draws a picture into a box, in its middle and on its ground. */
  static Rectangle2D drawPicture(Graphics2D graphics, BufferedImage picture, Rectangle2D box) {
    Size size = drawnSize(picture, box.getWidth(), box.getHeight());
    double width = size.width();
    double height = size.height();
    double factor = width / picture.getWidth();
    boolean enlarged = factor >= 1;
    double x = Math.round((box.getCenterX() - width / 2) * Png.SCALE) / (double) Png.SCALE;
    double y = Math.round((box.getMaxY() - height) * Png.SCALE) / (double) Png.SCALE;
    var own = (Graphics2D) graphics.create();
    try {
      own.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION,
          enlarged
              ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
              : RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      own.translate(x, y);
      own.scale(factor, factor);
      own.drawImage(
          enlarged ? picture : shrunk(picture, factor * Png.SCALE),
          0,
          0,
          picture.getWidth(),
          picture.getHeight(),
          null);
    } finally {
      own.dispose();
    }
    return new Rectangle2D.Double(x, y, width, height);
  }

  /** Halves a picture until it is less than twice as large as it is drawn, against moiré. */
  private static BufferedImage shrunk(BufferedImage picture, double factor) {
    BufferedImage now = picture;
    double left = factor;
    while (left < 0.5 && now.getWidth() > 1 && now.getHeight() > 1) {
      var half =
          new BufferedImage(
              (now.getWidth() + 1) / 2, (now.getHeight() + 1) / 2, BufferedImage.TYPE_INT_ARGB);
      var graphics = half.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(now, 0, 0, half.getWidth(), half.getHeight(), null);
      graphics.dispose();
      now = half;
      left *= 2;
    }
    return now;
  }

  /** A row a picture: {@code caption, mark, width, height}. */
  @Override
  public Table table() {
    return Table.create(
        "pictures",
        StringColumn.create("caption", items.stream().map(Item::caption)),
        StringColumn.create(
            "mark", items.stream().map(item -> item.mark().name().toLowerCase(Locale.ROOT))),
        IntColumn.create("width", items.stream().mapToInt(i -> i.picture().getWidth()).toArray()),
        IntColumn.create(
            "height", items.stream().mapToInt(i -> i.picture().getHeight()).toArray()));
  }

  /** None: pictures and sentences are no charts. */
  @Override
  public List<XYChart> charts() {
    return List.of();
  }

  @Override
  public String toString() {
    int shown = Math.min(items.size(), 20);
    String captions =
        String.join(
            ", ",
            items.subList(0, shown).stream()
                .map(item -> String.join(" / ", item.lines()))
                .toList());
    return items.size() + " pictures: " + captions + (shown < items.size() ? ", …" : "");
  }
}
