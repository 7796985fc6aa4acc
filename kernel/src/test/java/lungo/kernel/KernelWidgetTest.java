package lungo.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lungo.kernel.JupyterClient.Channel;
import lungo.kernel.JupyterClient.Message;
import lungo.kernel.JupyterClient.Served;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Comms and widgets as a front end sees them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class KernelWidgetTest {

  private static JupyterClient client;

  @BeforeAll
  static void startKernel() throws IOException {
    client = JupyterClient.start();
  }

  @AfterAll
  static void endKernel() throws IOException {
    client.close();
  }

  private static JsonObject data(Message message) {
    return message.object("data");
  }

  private static JsonObject state(Message message) {
    return data(message).getAsJsonObject("state");
  }

  /** The id of the widget that a cell shows. */
  private static String shown(Served cell) {
    return cell.first("execute_result")
        .object("data")
        .getAsJsonObject("application/vnd.jupyter.widget-view+json")
        .get("model_id")
        .getAsString();
  }

  private static Message opened(Served cell, String id) {
    return cell.published().stream()
        .filter(m -> m.type().equals("comm_open") && m.text("comm_id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** Says something as the user and returns what was published for it. */
  private static List<Message> user(String comm, Map<String, ?> data) {
    return client.publishedFor(client.say(comm, data));
  }

  private static List<Message> move(String comm, Object value) {
    return user(comm, Map.of("method", "update", "state", Map.of("value", value)));
  }

  @Test
  void aWidgetOpensACommWithItsWholeState() {
    Served cell = client.run("new IntSlider(\"sigma\", 0, 100, 7)");
    assertThat(cell.result()).isEqualTo("IntSlider(7)");
    Message open = opened(cell, shown(cell));
    assertThat(open.text("target_name")).isEqualTo("jupyter.widget");
    assertThat(open.metadata().get("version").getAsString()).isEqualTo("2.1.0");
    JsonObject state = state(open);
    assertThat(state.get("_model_name").getAsString()).isEqualTo("IntSliderModel");
    assertThat(state.get("_view_module").getAsString()).isEqualTo("@jupyter-widgets/controls");
    assertThat(state.get("value").getAsInt()).isEqualTo(7);
    assertThat(state.get("layout").getAsString()).startsWith("IPY_MODEL_");
    String layout = state.get("layout").getAsString().substring("IPY_MODEL_".length());
    assertThat(state(opened(cell, layout)).get("_model_name").getAsString())
        .isEqualTo("LayoutModel");
  }

  @Test
  void theUsersChangeReachesJavaAndIsEchoed() {
    Served cell = client.run("var moved = new IntSlider(\"n\", 0, 10, 1); moved");
    List<Message> published = move(shown(cell), 4);
    Message echo = published.get(1);
    assertThat(data(echo).get("method").getAsString()).isEqualTo("echo_update");
    assertThat(state(echo).get("value").getAsInt()).isEqualTo(4);
    assertThat(client.run("moved.value()").result()).isEqualTo("4");
  }

  @Test
  void javasChangeReachesTheFrontEnd() {
    Served made = client.run("var bar = new IntProgress(\"epochs\", 0, 10); bar");
    Served cell = client.run("bar.value(3);");
    Message update = cell.first("comm_msg");
    assertThat(update.text("comm_id")).isEqualTo(shown(made));
    assertThat(data(update).get("method").getAsString()).isEqualTo("update");
    assertThat(state(update).get("value").getAsInt()).isEqualTo(3);
  }

  @Test
  void aCallbacksOutputStandsInTheCellThatAskedForIt() {
    Served cell = client.run("var s = new FloatSlider(\"rate\", 0, 1, 0.5); s");
    String asked = client.begin("s.onChange(v -> { System.out.println(\"now \" + v); });");
    client.reply(Channel.SHELL, asked);
    client.publishedFor(asked);
    String moved =
        client.say(shown(cell), Map.of("method", "update", "state", Map.of("value", 0.25)));
    Message text = client.await(asked, m -> m.type().equals("stream"));
    assertThat(text.text("text")).isEqualTo("now 0.25\n");
    client.publishedFor(moved);
  }

  @Test
  void aSliderRedrawsWhatItsFunctionMakes() {
    Served cell =
        client.run(
            "var degree = new IntSlider(\"degree\", 1, 9, 3);"
                + " degree.interact(d -> MimeBundle.html(\"<b>\" + d + \"</b>\", \"d\" + d))");
    String slider = client.run("degree.modelId()").result();
    assertThat(cell.result()).isEqualTo("VBox(IntSlider(3), Output)");
    move(slider, 5);
    JsonObject output =
        client.seen().stream()
            .filter(m -> m.type().equals("comm_msg") && state(m).has("outputs"))
            .reduce((earlier, later) -> later)
            .map(m -> state(m).getAsJsonArray("outputs").get(0).getAsJsonObject())
            .orElseThrow();
    assertThat(output.get("output_type").getAsString()).isEqualTo("display_data");
    assertThat(output.getAsJsonObject("data").get("text/html").getAsString()).isEqualTo("<b>5</b>");
  }

  @Test
  void aCallbackRunsWhileACellRuns() {
    Served cell =
        client.run(
            "var go = new CountDownLatch(1); var button = new Button(\"go\");"
                + " button.onClick(go::countDown); button");
    String waiting = client.begin("System.out.println(\"waiting\"); go.await(); 42");
    client.await(waiting, m -> m.type().equals("stream"));
    user(shown(cell), Map.of("method", "custom", "content", Map.of("event", "click")));
    Message reply = client.reply(Channel.SHELL, waiting);
    assertThat(new Served(reply, client.publishedFor(waiting)).result()).isEqualTo("42");
  }

  @Test
  void anExceptionInACallbackShowsTheCellsLine() {
    String asked =
        client.begin(
            "var bad = new Checkbox(\"tick\", false);\nbad.onChange(v -> {\n  Object o = List.of().get(0);\n});\nbad");
    Message reply = client.reply(Channel.SHELL, asked);
    String id = shown(new Served(reply, client.publishedFor(asked)));
    String moved = client.say(id, Map.of("method", "update", "state", Map.of("value", true)));
    String text = client.await(asked, m -> m.type().equals("stream")).text("text");
    assertThat(text)
        .startsWith("In a callback: ")
        .contains("IndexOutOfBoundsException", "line 3", "List.of().get(0)")
        .doesNotContain("lungo.kernel", "REPL");
    client.publishedFor(moved);
    assertThat(client.run("bad.value()").result()).isEqualTo("true");
  }

  @Test
  void anInterruptStopsACallback() {
    Served cell =
        client.run(
            "var hang = new Button(\"hang\"); hang.onClick(() -> { while (true) { } }); hang");
    String clicked =
        client.say(shown(cell), Map.of("method", "custom", "content", Map.of("event", "click")));
    client.await(clicked, m -> m.type().equals("status"));
    client.run("Thread.sleep(300);"); // let it get into its loop
    client.ask(Channel.CONTROL, "interrupt_request", Map.of());
    client.publishedFor(clicked);
    assertThat(client.run("1 + 1").result()).isEqualTo("2");
  }

  @Test
  void aValueThatAWidgetCannotHaveIsRefused() {
    Served cell = client.run("var small = new IntSlider(\"n\", 0, 10, 1); small");
    String said = client.say(shown(cell), Map.of("method", "update", "state", Map.of("value", 11)));
    String text = client.await(said, m -> m.type().equals("stream")).text("text");
    assertThat(text).contains("[0, 10], got 11");
    client.publishedFor(said);
    assertThat(client.run("small.value()").result()).isEqualTo("1");
    assertThat(client.run("small.value(12);").reply().text("evalue")).contains("[0, 10], got 12");
  }

  @Test
  void aFrontEndThatComesLaterLearnsAllStates() {
    Served cell = client.run("new Dropdown<>(\"colour\", List.of(\"red\", \"green\"))");
    client.publishedFor(
        client.send(
            Channel.SHELL,
            "comm_open",
            Map.of(
                "comm_id", "control", "target_name", "jupyter.widget.control", "data", Map.of())));
    Message answer = user("control", Map.of("method", "request_states")).get(1);
    JsonObject widget = data(answer).getAsJsonObject("states").getAsJsonObject(shown(cell));
    assertThat(data(answer).get("method").getAsString()).isEqualTo("update_states");
    assertThat(widget.get("model_name").getAsString()).isEqualTo("DropdownModel");
    assertThat(widget.getAsJsonObject("state").getAsJsonArray("_options_labels").toString())
        .isEqualTo("[\"red\",\"green\"]");
    Message state = user(shown(cell), Map.of("method", "request_state")).get(1);
    assertThat(state(state).get("index").getAsInt()).isZero();
  }

  @Test
  void aNotebookTalksToAFrontEndsComm() {
    String asked =
        client.begin(
            "Comms.register(\"echo\", (comm, first) -> comm.onMessage(m -> {"
                + " System.out.println(\"heard \" + m.data());"
                + " comm.send(CommData.of(Map.of(\"back\", m.data()), m.buffers())); }));");
    client.reply(Channel.SHELL, asked);
    client.publishedFor(
        client.send(
            Channel.SHELL,
            "comm_open",
            Map.of("comm_id", "e", "target_name", "echo", "data", Map.of())));
    String said = client.say("e", Map.of("n", 1), "bytes".getBytes(UTF_8));
    Message back =
        client.await(asked, m -> m.type().equals("comm_msg") && m.text("comm_id").equals("e"));
    assertThat(data(back).getAsJsonObject("back").get("n").getAsInt()).isEqualTo(1);
    assertThat(back.buffers()).containsExactly("bytes".getBytes(UTF_8));
    client.publishedFor(said);
    assertThat(client.seen())
        .anyMatch(m -> m.parentId().equals(asked) && m.type().equals("stream"));
  }
}
