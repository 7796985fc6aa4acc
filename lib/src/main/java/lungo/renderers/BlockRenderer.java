package lungo.renderers;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.Locale;
import lungo.display.MimeBundle;
import lungo.display.Renderer;

/**
 * Shows a DJL block as a table of the blocks in it: name, kind, shapes of its own parameters, how
 * many parameters it has with all that is in it.
 */
public final class BlockRenderer implements Renderer<Block> {

  private static final int SHOWN = 400;

  /** For the service loader. */
  public BlockRenderer() {}

  @Override
  public Class<Block> type() {
    return Block.class;
  }

  @Override
  public MimeBundle render(Block block) {
    return view(block, kind(block)).bundle();
  }

  static TableView view(Block block, String title) {
    var view =
        new TableView(
            List.of(
                TableView.text("block"),
                TableView.text("kind"),
                TableView.text("own parameters"),
                TableView.number("parameters")));
    int[] rows = {0};
    addChildren(view, block, "", rows);
    if (rows[0] == 0) {
      view.row("", kind(block), own(block), count(block));
    }
    if (rows[0] > SHOWN) {
      view.gap();
    }
    return view.caption(
        block.isInitialized()
            ? title + " · " + count(block) + " parameters"
            : title + ", not initialised");
  }

  private static void addChildren(TableView view, Block block, String indent, int[] rows) {
    var children = block.getChildren();
    for (int i = 0; i < children.size(); i++) {
      if (rows[0]++ >= SHOWN) {
        return;
      }
      Block inner = children.valueAt(i);
      view.row(indent + name(children.keyAt(i), i), kind(inner), own(inner), count(inner));
      addChildren(view, inner, indent + "\u2003", rows);
    }
  }

  /** The name without the number that DJL puts before it. */
  private static String name(String key, int index) {
    String number = String.format(Locale.ROOT, "%02d", index + 1);
    return key.startsWith(number) && key.length() > number.length()
        ? key.substring(number.length())
        : key;
  }

  private static String kind(Block block) {
    String kind = block.getClass().getSimpleName();
    return kind.isEmpty() ? "Block" : kind;
  }

  private static String own(Block block) {
    return String.join(
        "  ",
        block.getDirectParameters().values().stream()
            .map(p -> p.getName() + (p.isInitialized() ? ArrayText.shape(p.getShape()) : ""))
            .toList());
  }

  private static String count(Block block) {
    List<Parameter> parameters = block.getParameters().values();
    if (!parameters.stream().allMatch(Parameter::isInitialized)) {
      return "?";
    }
    long count = parameters.stream().mapToLong(p -> p.getShape().size()).sum();
    return String.format(Locale.ROOT, "%,d", count);
  }
}
