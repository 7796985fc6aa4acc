package lungo.display.widgets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Month;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lungo.display.MimeBundle;
import lungo.display.Renderers;
import lungo.display.comm.CommHub;
import lungo.display.comm.Comms;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WidgetsTest {

  private final RecordingHub hub = new RecordingHub();
  private CommHub before = hub;

  @BeforeEach
  void attach() {
    before = Comms.attach(hub);
  }

  @AfterEach
  void detach() {
    Comms.attach(before);
  }

  private static Map<String, Object> update(String key, Object value) {
    return Map.of("method", "update", "state", Map.of(key, value), "buffer_paths", List.of());
  }

  @Test
  void changesOfBothSidesReachTheHandlersOnce() {
    var slider = new IntSlider("n", 0, 10, 1);
    var seen = new ArrayList<Integer>();
    slider.onChange(seen::add);
    hub.set(slider, "value", 3L);
    slider.value(3);
    slider.value(4);
    assertThat(seen).containsExactly(3, 4);
    assertThat(hub.last(slider)).isEqualTo(update("value", 4));
  }

  @Test
  void onlyTheValueIsTheUsersToSet() {
    var slider = new FloatSlider("rate", 0, 1, 0.5);
    hub.set(slider, "max", 100);
    hub.set(slider, "_dom_classes", List.of("x"));
    assertThat(slider.state()).containsEntry("max", 1.0).doesNotContainKey("_dom_classes");
    hub.set(slider, "value", 1L); // JSON has no 1.0
    assertThat(slider.value()).isEqualTo(1.0);
    var bar = new FloatProgress("done", 0, 1);
    hub.set(bar, "value", 0.5);
    assertThat(bar.value()).isZero();
  }

  @Test
  void valuesOutsideOfTheBoundsAreRejectedWithTheValue() {
    assertThatThrownBy(() -> new IntSlider("n", 0, 10, 11))
        .hasMessage("the value must be in [0, 10], got 11");
    assertThatThrownBy(() -> new IntSlider("n", 5, 1, 3)).hasMessageContaining("5 and 1");
    assertThatThrownBy(() -> new FloatSlider("x", 0, 1, Double.NaN)).hasMessageContaining("NaN");
    var slider = new IntSlider("n", 0, 10, 1);
    assertThatThrownBy(() -> slider.value(-1)).hasMessageContaining("got -1");
    assertThatThrownBy(() -> hub.set(slider, "value", 1.5)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> hub.set(slider, "value", "1")).hasMessageContaining("a number, got 1");
    assertThatThrownBy(() -> new Dropdown<>("none", List.of())).hasMessageContaining("got none");
    assertThat(slider.value()).isEqualTo(1);
  }

  @Test
  void aDropdownChoosesAmongObjects() {
    var menu = new Dropdown<>("month", List.of(Month.MAY, Month.JUNE));
    hub.set(menu, "index", 1L);
    assertThat(menu.value()).isEqualTo(Month.JUNE);
    menu.value(Month.MAY);
    assertThat(hub.last(menu)).isEqualTo(update("index", 0));
    assertThatThrownBy(() -> menu.value(Month.APRIL))
        .hasMessage("no option APRIL; there are: [MAY, JUNE]");
  }

  @Test
  void textsBoxesAndButtonsKeepWhatTheUserDoes() {
    var text = new Text("name", "");
    var box = new Checkbox("tick", false);
    var button = new Button("go");
    var clicks = new ArrayList<String>();
    button.onClick(() -> clicks.add("click"));
    hub.set(text, "value", "Ada");
    hub.set(box, "value", true);
    hub.say(button, Map.of("method", "custom", "content", Map.of("event", "click")));
    assertThat(text.value()).isEqualTo("Ada");
    assertThat(box.value()).isTrue();
    assertThat(clicks).containsExactly("click");
    button.enabled(false);
    assertThat(hub.last(button)).isEqualTo(update("disabled", true));
  }

  @Test
  void boxesHoldWidgetsByTheirIds() {
    var label = new Label("a < b");
    var box = new HBox(label, new HTML("<b>b</b>"));
    assertThat(box.state().get("children"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(2)
        .startsWith("IPY_MODEL_" + label.modelId());
    box.children(label);
    assertThat(hub.last(box))
        .isEqualTo(update("children", List.of("IPY_MODEL_" + label.modelId())));
    assertThat(box).hasToString("HBox(Label(a < b))");
  }

  @Test
  void anOutputShowsAddsAndClears() {
    var output = new Output();
    output.show("one");
    output.add(MimeBundle.html("<i>2</i>", "two"));
    assertThat(String.valueOf(hub.last(output))).contains("one", "<i>2</i>", "display_data");
    output.show("three");
    assertThat(String.valueOf(hub.last(output))).contains("three").doesNotContain("one");
    output.clear();
    assertThat(hub.last(output)).isEqualTo(update("outputs", List.of()));
  }

  @Test
  void interactShowsTheFunctionOfEachValue() {
    var slider = new IntSlider("n", 0, 10, 2);
    VBox both = slider.interact(n -> n * n);
    var output = (Output) both.children().get(1);
    assertThat(String.valueOf(hub.last(output))).contains("text/plain=4");
    hub.set(slider, "value", 5L);
    assertThat(String.valueOf(hub.last(output))).contains("text/plain=25");
  }

  @Test
  void aWidgetRendersAsItsViewUntilItIsClosed() {
    var slider = new IntSlider("n", 0, 10, 2);
    slider.width("50%");
    String view = "application/vnd.jupyter.widget-view+json";
    assertThat(Renderers.render(slider).data())
        .containsEntry("text/plain", "IntSlider(2)")
        .containsEntry(
            view, Map.of("version_major", 2, "version_minor", 0, "model_id", slider.modelId()));
    slider.close();
    assertThat(hub.sent).doesNotContainKey(slider.modelId());
    assertThat(Renderers.render(slider).data()).doesNotContainKey(view);
  }

  @Test
  void withoutAFrontEndWidgetsHoldTheirValuesAndShowAsText() {
    Comms.attach(before);
    var slider = new IntSlider("n", 0, 10, 2);
    var seen = new ArrayList<Integer>();
    slider.onChange(seen::add);
    slider.value(9);
    assertThat(seen).containsExactly(9);
    assertThat(Renderers.render(slider)).isEqualTo(MimeBundle.text("IntSlider(9)"));
    Comms.open("nobody", Map.of()).send(Map.of());
  }
}
