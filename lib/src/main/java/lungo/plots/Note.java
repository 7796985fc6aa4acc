package lungo.plots;

import java.awt.Font;
import java.awt.Graphics2D;
import java.util.List;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** A sentence where a figure would be, if there were something to draw. */
final class Note extends Figure {

  private static final Font FONT = Style.font(Font.PLAIN, 14);
  private static final int PADDING = 12;
  private static final int HEIGHT = 40;

  private final String sentence;

  Note(String sentence) {
    super("", Text.width(FONT, sentence) + 2 * PADDING, HEIGHT);
    this.sentence = sentence;
  }

  @Override
  void draw(Graphics2D graphics) {
    graphics.setFont(FONT);
    graphics.setColor(Style.ink());
    Text.startingAt(graphics, sentence, PADDING, HEIGHT / 2.0);
  }

  @Override
  public Table table() {
    return Table.create("note", StringColumn.create("note", sentence));
  }

  /** None: pictures and sentences are no charts. */
  @Override
  public List<XYChart> charts() {
    return List.of();
  }

  @Override
  public String toString() {
    return sentence;
  }
}
