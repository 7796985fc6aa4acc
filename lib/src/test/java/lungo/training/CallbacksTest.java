package lungo.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import lungo.data.TfRecord;
import lungo.optim.Sgd;
import lungo.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What listens to a run: stops it, or writes down what it hears. */
class CallbacksTest {

  private static final Shape EXAMPLE = new Shape(6);
  private static final int STEPS = 20;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path directory;

  private static Learner learner() {
    Seed.set(1);
    var block = new SequentialBlock().add(Linear.builder().setUnits(3).build());
    return Learner.classifier(
            References.batches(STEPS, EXAMPLE),
            References.batches(2, EXAMPLE),
            List.of("a", "b", "c"),
            EXAMPLE,
            block)
        .optimizer(Sgd.of(0.1));
  }

  /** A rate of 0 improves nothing after the first epoch. */
  private static final Schedule FALLS_ONCE = (step, steps) -> step < STEPS ? 0.1 : 0;

  @Test
  void runStopsAfterEpochsWithoutImprovement() {
    var history = learner().fit(10, FALLS_ONCE, EarlyStopping.of("valid_loss").patience(2));
    assertThat(history.rows()).hasSize(1 + 2);
    var endings = new ArrayList<Callback.Ending>();
    var listener =
        new Callback() {
          @Override
          public void fitEnd(FitEnd event) {
            endings.add(event.ending());
          }
        };
    learner().fit(10, FALLS_ONCE, EarlyStopping.of("valid_accuracy").patience(1), listener);
    assertThat(endings).containsExactly(Callback.Ending.STOPPED);
    assertThatThrownBy(() -> learner().fit(1, EarlyStopping.of("val_loss")))
        .hasMessageContaining("no column 'val_loss'; recorded: train_loss, valid_loss");
  }

  @Test
  void improvementsMustBeLargeEnough() {
    var stopping = EarlyStopping.of("train_loss").patience(2).minDelta(10);
    assertThat(learner().fit(10, stopping).rows()).hasSize(1 + 2);
  }

  @Test
  void bestEpochsWeightsAreRestored() {
    var learner = learner();
    var weights = new ArrayList<float[]>();
    var losses = new ArrayList<Double>();
    Schedule worse = (step, steps) -> step < 2 * STEPS ? 0.05 : 5;
    var keep =
        new Callback() {
          @Override
          public void epochEnd(EpochEnd event) {
            weights.add(weight(learner));
            losses.add(event.row().get("valid_loss"));
          }
        };
    learner.fit(4, worse, keep, EarlyStopping.of("valid_loss").patience(9).restoreBest());
    int best = 0;
    for (int i = 1; i < losses.size(); i++) {
      best = losses.get(i) < losses.get(best) ? i : best;
    }
    assertThat(best).isLessThan(3);
    assertThat(weight(learner)).containsExactly(weights.get(best));
  }

  private static float[] weight(Learner learner) {
    NDArray weight = learner.model().getParameters().valueAt(0).getArray();
    return weight.toFloatArray();
  }

  @Test
  void timeLimitEndsTheRunAfterTheStepInHand() {
    var seconds = new AtomicLong();
    var limit = Limits.time(Duration.ofSeconds(5), () -> seconds.incrementAndGet() * 1_000_000_000);
    // the clock is asked at the begin and after each step: 5 s later after 5 steps
    assertThat(learner().fit(1, limit).stepLosses()).hasSize(5);
    assertThatThrownBy(() -> Limits.time(Duration.ZERO)).hasMessageContaining("got PT0S");
  }

  @Test
  void memoryLimitEndsTheRun() {
    assertThat(learner().fit(1, Limits.memory(100, () -> 101L << 20)).stepLosses()).hasSize(10);
    assertThat(learner().fit(1, Limits.memory(100, () -> 100L << 20)).stepLosses()).hasSize(STEPS);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void processKnowsItsMemory() {
    assertThat(learner().fit(1, Limits.memory(1)).stepLosses()).hasSize(10);
    assertThat(learner().fit(1, Limits.memory(1 << 20)).stepLosses()).hasSize(STEPS);
  }

  @Test
  void csvHoldsTheHistory() throws IOException {
    Path file = directory.resolve("run.csv");
    var history = learner().fit(2, RunLog.csv(file));
    var lines = Files.readAllLines(file);
    assertThat(lines.get(0)).isEqualTo("epoch,train_loss,valid_loss,valid_accuracy,rate,seconds");
    assertThat(lines).hasSize(3);
    assertThat(lines.get(2))
        .startsWith(
            "2," + history.last().get("train_loss") + "," + history.last().get("valid_loss"));
    assertThatThrownBy(() -> learner().fit(1, RunLog.csv(directory.resolve("no/run.csv"))))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("cannot write the log " + directory.resolve("no/run.csv"));
  }

  @Test
  void jsonLinesHoldTheEvents() throws IOException {
    Path file = directory.resolve("run.jsonl");
    var history = learner().fit(1, RunLog.jsonLines(file));
    var lines = Files.readAllLines(file).stream().map(JsonParser::parseString).toList();
    assertThat(lines)
        .extracting(line -> line.getAsJsonObject().get("event").getAsString())
        .containsExactly("begin", "step", "step", "epoch", "end");
    var step = lines.get(1).getAsJsonObject();
    assertThat(step.get("step").getAsInt()).isEqualTo(10);
    assertThat(step.get("loss").getAsDouble()).isEqualTo(history.stepLosses()[9]);
  }

  /** A number in an event file. */
  private record Scalar(String tag, float value, long step) {}

  @Test
  void eventFilesHoldRecordsWithTheirChecksums() throws IOException {
    var learner = learner();
    learner.fit(1);
    var history = learner.fit(1, TensorBoard.in(directory));
    Path file;
    try (var files = Files.list(directory)) {
      file = files.findFirst().orElseThrow();
    }
    assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.");
    var scalars = scalars(Files.readAllBytes(file));
    assertThat(scalars).hasSize(2 * 2 + 5);
    assertThat(scalars.get(0))
        .isEqualTo(new Scalar("step/loss", (float) history.stepLosses()[STEPS + 9], STEPS + 10));
    assertThat(scalars.get(1)).isEqualTo(new Scalar("step/rate", 0.1f, STEPS + 10));
    double loss = history.last().get("train_loss");
    assertThat(scalars.get(4)).isEqualTo(new Scalar("train_loss", (float) loss, 2 * STEPS));
  }

  /** The bytes as event.proto lays them out. */
  private static List<Scalar> scalars(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    var scalars = new ArrayList<Scalar>();
    while (in.hasRemaining()) {
      int at = in.position();
      int length = Math.toIntExact(in.getLong());
      assertThat(in.getInt()).isEqualTo(TfRecord.masked(Arrays.copyOfRange(bytes, at, at + 8)));
      byte[] record = new byte[length];
      in.get(record);
      assertThat(in.getInt()).isEqualTo(TfRecord.masked(record));
      var event = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(event.get()).isEqualTo((byte) (1 << 3 | 1));
      assertThat(event.getDouble()).isGreaterThan(1.7e9);
      assertThat(event.get()).isEqualTo((byte) (2 << 3));
      long step = varint(event);
      if (at == 0) {
        assertThat(event.get()).isEqualTo((byte) (3 << 3 | 2));
        assertThat(text(event)).isEqualTo("brain.Event:2");
      } else {
        assertThat(event.get()).isEqualTo((byte) (5 << 3 | 2));
        varint(event);
        assertThat(event.get()).isEqualTo((byte) (1 << 3 | 2));
        varint(event);
        assertThat(event.get()).isEqualTo((byte) (1 << 3 | 2));
        String tag = text(event);
        assertThat(event.get()).isEqualTo((byte) (2 << 3 | 5));
        scalars.add(new Scalar(tag, event.getFloat(), step));
      }
      assertThat(event.hasRemaining()).isFalse();
    }
    return scalars;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[(int) varint(in)];
    in.get(bytes);
    return new String(bytes, UTF_8);
  }

  /** The value of CRC-32C for "123456789" is 0xE3069283 (RFC 3720); masked as TFRecord says. */
  @Test
  void checksumIsTheMaskedCrc32C() {
    int crc = 0xe3069283;
    int masked = (crc >>> 15 | crc << 17) + 0xa282ead8;
    assertThat(TfRecord.masked("123456789".getBytes(UTF_8))).isEqualTo(masked);
  }
}
