package lungo.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.data.MadeBatches;
import lungo.models.Gpt;
import lungo.models.GptConfig;
import lungo.models.ResNet;
import lungo.random.Seed;
import lungo.torch.Determinism;
import lungo.torch.DeterminismFacts;
import lungo.torch.TorchException;
import lungo.torch.TorchScript;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same bits each time, and what is refused for it. */
class DeterminismTest {

  /** Writes to places; which value stays where two are the same is chance with threads. */
  private static final TorchScript OPS =
      TorchScript.of(
          """
          def put(x: Tensor, places: Tensor, values: Tensor) -> Tensor:
            return torch.put(x, places, values, False)
          """);

  @AfterEach
  void reset() {
    Determinism.deterministic(false);
    Seed.set(0);
  }

  /** Trains a ResNet and a GPT with dropout, and prints what came of each. */
  static final class Runs {

    private Runs() {}

    public static void main(String[] arguments) {
      Seed.engine();
      int threads = JniUtils.getNumThreads();
      System.out.println(
          "result " + Determinism.isDeterministic() + " " + threads + " threads " + trained());
    }
  }

  /** Sums of all bits. */
  private static List<Integer> trained() {
    Seed.set(3);
    var example = new Shape(1, 16, 16);
    var resnet = ResNet.of("resnet18", 3, 1);
    Learner pictures =
        Learner.classifier(
            References.batches(2, example), null, List.of("a", "b", "c"), example, resnet);
    pictures.fit(1);
    Loader texts =
        new MadeBatches(
            3,
            8,
            (manager, number) -> {
              long[] tokens = new long[8 * 32];
              Arrays.setAll(tokens, i -> (i * 7L + number) % 31);
              NDArray array = manager.create(tokens, new Shape(8, 32));
              return new Batch(new NDList(array), new NDList(array));
            });
    var gpt = Gpt.of(new GptConfig(31, 32, 64, 2, 4, 0.1));
    Learner words = Learner.tokens(texts, null, 31, 32, gpt);
    words.fit(1);
    return List.of(hash(pictures), hash(words), Arrays.hashCode(words.history().stepLosses()));
  }

  private static int hash(Learner learner) {
    int hash = 0;
    for (NDArray array : StateDict.of(learner.model()).arrays().values()) {
      hash = 31 * hash + array.toByteBuffer().hashCode();
    }
    return hash;
  }

  @Test
  void twoProcessesWithSeveralThreadsGiveTheSameBits() throws Exception {
    Process first = start();
    Process second = start();
    String result = result(first);
    assertThat(result).startsWith("result true 4 threads [").isEqualTo(result(second));
  }

  private static Process start() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    String threads = "-Dai.djl.pytorch.num_threads=4";
    var builder = new ProcessBuilder(java, threads, "-cp", classPath, Runs.class.getName());
    builder.environment().put(Determinism.VARIABLE, "1");
    return builder.redirectErrorStream(true).start();
  }

  private static String result(Process process) throws Exception {
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    return printed.lines().filter(line -> line.startsWith("result")).findFirst().orElse(printed);
  }

  @Test
  void anOperatorWithoutADeterministicAlgorithmIsNamed() {
    try (NDManager manager = Seed.engine().newBaseManager()) {
      NDArray x = manager.zeros(new Shape(3));
      NDArray places = manager.create(new long[] {1, 1});
      NDArray values = manager.create(new float[] {2, 2});
      assertThat(OPS.call("put", manager, x, places, values).head().toFloatArray())
          .containsExactly(0, 2, 0);
      Determinism.deterministic(true);
      assertThat(Determinism.isDeterministic()).isTrue();
      assertThat(new DeterminismFacts().facts()).containsEntry("deterministic", "true");
      assertThatThrownBy(() -> OPS.call("put", manager, x, places, values))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("put_ does not have a deterministic implementation");
      Determinism.deterministic(false);
      assertThat(new DeterminismFacts().facts()).isEmpty();
      assertThat(OPS.call("put", manager, x, places, values)).hasSize(1);
    }
  }

  @Test
  void aModelWithSuchAnOperatorIsRefusedAndStaysWhole() {
    var model =
        new SequentialBlock()
            .add(Linear.builder().setUnits(3).build())
            .add(
                x -> {
                  NDArray array = x.singletonOrThrow();
                  NDManager manager = array.getManager();
                  NDArray place = manager.create(new long[] {0});
                  NDArray value = manager.create(new float[] {1});
                  return OPS.call("put", manager, array, place, value);
                });
    var example = new Shape(6);
    Learner learner =
        Learner.classifier(
            References.batches(2, example), null, List.of("a", "b", "c"), example, model);
    Determinism.deterministic(true);
    int before = hash(learner);
    assertThatThrownBy(() -> learner.fit(1))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the operator 'put_' has no deterministic algorithm on the CPU")
        .hasMessageContaining("deterministic(false)");
    assertThat(hash(learner)).isEqualTo(before);
    Determinism.deterministic(false);
    assertThat(learner.fit(1).stepLosses()).hasSize(2);
  }

  /** Runs where the group {@code gpu} is asked for. */
  @Test
  @Tag("gpu")
  void twoRunsOnAGpuGiveTheSameBits() {
    assumeThat(Seed.engine().getGpuCount()).as("GPUs").isPositive();
    Determinism.deterministic(true);
    assertThat(trained()).isEqualTo(trained());
  }
}
