package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.List;
import java.util.Map;
import lungo.optim.Sgd;
import lungo.random.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DevicesTest {

  @Test
  void firstGpuIsTakenWhereThereIsOne() {
    assertThat(Devices.preferred(Map.of(), 0)).isEqualTo(Device.cpu());
    assertThat(Devices.preferred(Map.of(), 2)).isEqualTo(Device.gpu(0));
  }

  @Test
  void variableChooses() {
    assertThat(wanted("cpu", 2)).isEqualTo(Device.cpu());
    assertThat(wanted("gpu", 2)).isEqualTo(Device.gpu(0));
    assertThat(wanted("GPU1", 2)).isEqualTo(Device.gpu(1));
    assertThat(wanted("cuda:1", 2)).isEqualTo(Device.gpu(1));
  }

  @Test
  void deviceThatIsNotThereIsRefusedWithTheWayOut() {
    assertThatThrownBy(() -> wanted("gpu", 0))
        .hasMessageContaining("LUNGO_DEVICE is 'gpu', but libtorch sees no GPU")
        .hasMessageContaining("LUNGO_DEVICE=cpu");
    assertThatThrownBy(() -> wanted("gpu3", 2)).hasMessageContaining("sees GPUs 0 to 1");
    assertThatThrownBy(() -> wanted("tpu", 0)).hasMessageContaining("got 'tpu'");
  }

  /** Runs where the group {@code gpu} is asked for. */
  @Test
  @Tag("gpu")
  void trainsOnAGpu() {
    assumeThat(Seed.engine().getGpuCount()).as("GPUs").isPositive();
    var example = new Shape(6);
    var block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(8).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(3).build());
    var learner =
        Learner.classifier(
                References.batches(20, example), null, List.of("a", "b", "c"), example, block)
            .optimizer(Sgd.of(0.1).momentum(0.9));
    assertThat(learner.device().isGpu()).isTrue();
    double[] losses = learner.fit(5).stepLosses();
    assertThat(losses).hasSize(100);
    assertThat(losses[99]).isLessThan(losses[0]);
  }

  private static Device wanted(String name, int gpus) {
    return Devices.preferred(Map.of(Devices.VARIABLE, name), gpus);
  }
}
