package lungo.renderers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Locale;
import lungo.display.MimeBundle;
import lungo.display.Renderer;

/** Shows a list of DJL arrays: name, shape, type and device of each. */
public final class ListRenderer implements Renderer<NDList> {

  private static final int SHOWN = 100;

  /** For the service loader. */
  public ListRenderer() {}

  @Override
  public Class<NDList> type() {
    return NDList.class;
  }

  @Override
  public MimeBundle render(NDList list) {
    var view =
        new TableView(
            List.of(
                TableView.number("array"),
                TableView.text("name"),
                TableView.text("shape"),
                TableView.text("type"),
                TableView.text("device")));
    for (int i = 0; i < Math.min(SHOWN, list.size()); i++) {
      NDArray array = list.get(i);
      if (array.isReleased()) {
        view.row(String.valueOf(i), "", "closed", "", "");
      } else {
        view.row(
            String.valueOf(i),
            array.getName() == null ? "" : array.getName(),
            ArrayText.shape(array.getShape()),
            array.getDataType().toString().toLowerCase(Locale.ROOT),
            ArrayText.device(array.getDevice()));
      }
    }
    if (list.size() > SHOWN) {
      view.gap();
    }
    return view.caption(TableView.count(list.size(), "array")).bundle();
  }
}
