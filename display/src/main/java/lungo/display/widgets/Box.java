package lungo.display.widgets;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A widget that holds others.
 *
 * <pre>{@code
 * Box box = new VBox(new Label("loss"), new FloatProgress("epoch", 0, 1));
 * box.children(new Label("done"));                // in place of both
 * }</pre>
 */
public abstract class Box extends DomWidget {

  private volatile List<DomWidget> children;

  Box(String name, DomWidget... children) {
    super(Model.control(name), Map.of("children", references(children)));
    this.children = List.of(children);
  }

  private static List<String> references(DomWidget... children) {
    return Arrays.stream(children).map(DomWidget::reference).toList();
  }

  /**
   * The widgets inside.
   *
   * @return all of them in order
   */
  public final List<DomWidget> children() {
    return children;
  }

  /**
   * Replaces the widgets inside.
   *
   * @param widgets the new ones in order
   */
  public final void children(DomWidget... widgets) {
    children = List.of(widgets);
    set("children", references(widgets));
  }

  @Override
  public final String toString() {
    return children.stream()
        .map(String::valueOf)
        .collect(Collectors.joining(", ", getClass().getSimpleName() + "(", ")"));
  }
}
