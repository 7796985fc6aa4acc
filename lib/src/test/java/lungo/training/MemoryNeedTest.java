package lungo.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.data.MadeBatches;
import lungo.models.Gpt;
import lungo.models.GptConfig;
import lungo.models.LeNet;
import lungo.models.ResNet;
import lungo.models.Summary;
import lungo.random.Seed;
import lungo.torch.TorchException;
import lungo.torch.TorchScript;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MemoryNeedTest {

  private static final long GIB = 1L << 30;

  private static MemoryNeed resnet50(Recipe recipe) {
    var summary = Summary.of(ResNet.resnet50(1000), new Shape(256, 3, 224, 224));
    return MemoryNeed.of(summary, summary.optimizerBytes(), recipe);
  }

  @Test
  void whatFitsIsNotMentioned() {
    assertThat(resnet50(Recipe.standard()).warning(80 * GIB, Device.gpu(0))).isEmpty();
  }

  @Test
  void whatDoesNotFitIsSaidWithWhatHelps() {
    var standard = resnet50(Recipe.standard());
    String warning = standard.warning(8 * GIB, Device.cpu()).orElseThrow();
    assertThat(warning)
        .contains("batches of (256, 3, 224, 224)")
        .contains("the memory of the CPU is 8.0 GiB")
        .contains("batches of 64 with recipe.accumulate(4)")
        .contains("recipe.activationCheckpointing() (")
        .contains("recipe.bfloat16() (");
    var saving = resnet50(Recipe.standard().bfloat16().activationCheckpointing().accumulate(2));
    assertThat(saving.activations()).isLessThan(standard.activations() / 3);
    assertThat(saving.warning(GIB, Device.cpu()).orElseThrow())
        .contains("recipe.accumulate(16)")
        .doesNotContain("activationCheckpointing")
        .doesNotContain("bfloat16");
  }

  @Test
  void whatIsComputedAgainIsCountedOnce() {
    var shape = new Shape(8, 256);
    long few = checkpointed(4, shape);
    // Another layer costs its input: 8 · 256 · 64 values.
    assertThat(checkpointed(5, shape) - few).isEqualTo(8 * 256 * 64 * 4);
    var lenet = Summary.of(LeNet.lenet5(10), new Shape(8, 1, 28, 28));
    assertThat(lenet.checkpointedActivationBytes()).isEqualTo(lenet.activationBytes());
  }

  private static long checkpointed(int layers, Shape shape) {
    var model = Gpt.of(new GptConfig(31, 256, 64, layers, 4, 0));
    return Summary.of(model, shape).checkpointedActivationBytes();
  }

  @Test
  void theMachineHasMemory() {
    assertThat(MemoryNeed.room(Device.cpu())).isGreaterThan(Runtime.getRuntime().totalMemory());
  }

  /** Batches that take no memory themselves: one picture and one label, seen again and again. */
  private static Loader batches(int size) {
    return new MadeBatches(
        1,
        size,
        (m, step) ->
            new Batch(
                new NDList(m.zeros(new Shape(1, 1, 28, 28)).broadcast(size, 1, 28, 28)),
                new NDList(m.zeros(new Shape(1), DataType.INT64).broadcast(size))));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullMemoryIsToldBeforeAndAfterAndIsNoEnd() throws IOException {
    String promises = Files.readString(Path.of("/proc/sys/vm/overcommit_memory")).strip();
    assumeThat(promises).as("the system promises any amount of memory").isNotEqualTo("1");
    var classes = List.of("0123456789".split(""));
    var shape = new Shape(1, 28, 28);
    var model = LeNet.lenet5(10);
    var learner = Learner.classifier(batches(1 << 26), null, classes, shape, model);
    var printed = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(printed, true, UTF_8));
    try {
      assertThatThrownBy(() -> learner.fit(1))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("the memory of the CPU is full")
          .hasMessageContaining("GiB more were asked for");
    } finally {
      System.setErr(before);
    }
    assertThat(printed.toString(UTF_8))
        .contains("Warning: training with batches of (67108864, 1, 28, 28) will need about");
    var smaller = Learner.classifier(batches(4), null, classes, shape, model);
    assertThat(smaller.fit(1).stepLosses()).hasSize(1);
  }

  /** By an operator of a script as by one of DJL, in a step as in an evaluation. */
  @Test
  void aFullMemoryIsToldWhereverItIsMet() {
    var asks = new boolean[1];
    var huge =
        TorchScript.of(
            """
            def zeros(x: Tensor) -> Tensor:
              return torch.zeros([1 << 50]) + x.sum()
            """);
    var shape = new Shape(6);
    var model =
        new SequentialBlock()
            .add(Linear.builder().setUnits(3).build())
            .add(x -> asks[0] ? huge.call("zeros", x.head().getManager(), x.head()) : x);
    var batches = References.batches(1, shape);
    var learner = Learner.classifier(batches, null, List.of("a", "b", "c"), shape, model);
    asks[0] = true; // not while shapes are asked for
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(() -> learner.fit(1), () -> learner.evaluate(batches))) {
      assertThatThrownBy(use)
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("the memory of the CPU is full: 4194304.0 GiB more")
          .hasCauseInstanceOf(TorchException.class);
    }
  }

  /** Runs where the group {@code gpu} is asked for. */
  @Test
  @Tag("gpu")
  void aFullGpuIsToldAndIsNoEnd() {
    assumeThat(Seed.engine().getGpuCount()).as("GPUs").isPositive();
    var classes = List.of("0123456789".split(""));
    var shape = new Shape(1, 28, 28);
    var model = LeNet.lenet5(10);
    var learner = Learner.classifier(batches(1 << 28), null, classes, shape, model);
    assertThatThrownBy(() -> learner.fit(1))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the memory of the GPU 0 is full");
    var smaller = Learner.classifier(batches(4), null, classes, shape, model);
    assertThat(smaller.fit(1).stepLosses()).hasSize(1);
  }

  @Test
  void theMessageOfAGpuIsUnderstood() {
    var failure =
        new EngineException(
            "CUDA out of memory. Tried to allocate 2.50 GiB. GPU 1 has a total capacity of 79 GiB");
    assertThat(EngineFailure.explained(failure, Device.gpu(1)))
        .hasMessageContaining("the memory of the GPU 1 is full: 2.50 GiB more were asked for");
    var other = new EngineException("shape '[2]' is invalid");
    assertThat(EngineFailure.explained(other, Device.cpu())).isSameAs(other);
  }
}
