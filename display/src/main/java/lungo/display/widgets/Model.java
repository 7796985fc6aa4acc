package lungo.display.widgets;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names under which a front end knows a kind of widget.
 *
 * @param module the package of its code
 * @param version the package's version
 * @param model the class of its state
 * @param view the class that shows it; empty if nothing does
 */
record Model(String module, String version, String model, String view) {

  private static final String CONTROLS = "@jupyter-widgets/controls";
  private static final String CONTROLS_VERSION = "2.0.0";

  /** A control whose model and view are named alike. */
  static Model control(String name) {
    return control(name, name);
  }

  /** A control. */
  static Model control(String model, String view) {
    return new Model(CONTROLS, CONTROLS_VERSION, model + "Model", view + "View");
  }

  /** How a widget is laid out. */
  static Model layout() {
    return new Model("@jupyter-widgets/base", "2.0.0", "LayoutModel", "LayoutView");
  }

  /** Outputs of a cell's kind. */
  static Model output() {
    return new Model("@jupyter-widgets/output", "1.0.0", "OutputModel", "OutputView");
  }

  /** The names as a widget's state carries them. */
  Map<String, Object> state() {
    var state = new LinkedHashMap<String, Object>();
    state.put("_model_module", module);
    state.put("_model_module_version", version);
    state.put("_model_name", model);
    state.put("_view_module", module);
    state.put("_view_module_version", version);
    state.put("_view_name", view);
    return state;
  }
}
