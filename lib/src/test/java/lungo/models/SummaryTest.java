package lungo.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import org.junit.jupiter.api.Test;

class SummaryTest {

  @Test
  void resnet18CountsWhatThePaperSays() {
    var summary = Summary.of(ResNet.of("resnet18", 1000), new Shape(1, 3, 224, 224));
    assertThat(summary.trainable()).isEqualTo(11_689_512);
    // 1.8 G in table 1 of the paper.
    assertThat(summary.multiplyAdds() / 1e9).isBetween(1.81, 1.83);
    assertThat(summary.layers())
        .extracting(Summary.Layer::name)
        .startsWith("conv1", "bn1", "relu", "maxpool", "layer1");
    var stage = summary.layers().get(5);
    assertThat(stage.name()).isEqualTo("layer2");
    assertThat(stage.output()).isEqualTo(new Shape(1, 128, 28, 28));
    assertThat(stage.layers().get(0).type()).isEqualTo("BasicBlock");
    assertThat(stage.layers().get(0).layers())
        .extracting(Summary.Layer::name)
        .contains("layer2.0.conv2", "layer2.0.downsample");
  }

  @Test
  void memoryIsFourBytesAValue() {
    var summary = Summary.of(ResNet.of("resnet18", 10, 1), new Shape(32, 1, 28, 28));
    assertThat(summary.weightBytes()).isEqualTo(4 * summary.parameters());
    assertThat(summary.gradientBytes()).isEqualTo(4 * summary.trainable());
    assertThat(summary.optimizerBytes()).isEqualTo(4 * summary.trainable());
    assertThat(summary.withOptimizerStates(2).optimizerBytes()).isEqualTo(8 * summary.trainable());
    var twice = Summary.of(ResNet.of("resnet18", 10, 1), new Shape(64, 1, 28, 28));
    assertThat(twice.activationBytes()).isEqualTo(2 * summary.activationBytes());
  }

  @Test
  void aComparisonSaysWhatMakesANetworkLarge() {
    var picture = new Shape(1, 3, 224, 224);
    var vgg = Summary.of(Vgg.of("vgg16", 1000), picture);
    var resnet = Summary.of(ResNet.resnet50(1000), picture);
    assertThat(vgg.depth()).isEqualTo(16);
    assertThat(Summary.of(LeNet.lenet5(10), new Shape(1, 1, 28, 28)).depth()).isEqualTo(5);
    // 25,088 · 4,096 + 4,096 of 138,357,544 weights.
    assertThat(Summary.compare(resnet, vgg).findings())
        .hasSize(3)
        .contains(
            "vgg16 (3 channels, 1000 classes) has the most weights; the largest share, 74 %, is in"
                + " classifier.0 (Linear).");
    assertThatThrownBy(() -> Summary.compare(vgg)).hasMessageContaining("got 1");
  }

  @Test
  void aTiedHeadsWorkIsCounted() {
    var summary = Summary.of(Gpt.of(GptConfig.gpt2()), new Shape(1, 1024));
    // Half of what torch.utils.flop_counter counts for Hugging Face's GPT2LMHeadModel.
    assertThat(summary.multiplyAdds()).isEqualTo(145_824_153_600L);
    assertThat(summary.leaves())
        .last()
        .satisfies(head -> assertThat(head.name()).isEqualTo("lm_head, tied"))
        .satisfies(head -> assertThat(head.multiplyAdds()).isEqualTo(1024L * 768 * 50_257));
    assertThat(summary.depth()).isEqualTo(48);
  }

  @Test
  void djlsOwnBlocksAreSummedUpToo() {
    try (var manager = NDManager.newBaseManager()) {
      var block =
          new SequentialBlock()
              .add(Blocks.batchFlattenBlock(4))
              .add(ai.djl.nn.core.Linear.builder().setUnits(3).build())
              .add(Activation.reluBlock());
      block.initialize(manager, DataType.FLOAT32, new Shape(2, 2, 2));
      var summary = Summary.of(block, new Shape(2, 2, 2));
      assertThat(summary.trainable()).isEqualTo(4 * 3 + 3);
      assertThat(summary.layers()).hasSize(3);
      assertThat(summary.layers().get(1).output()).isEqualTo(new Shape(2, 3));
    }
  }

  @Test
  void aShapeThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> Summary.of(ResNet.of("resnet18", 10, 1), new Shape(1, 3, 28, 28)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expects images (N, 1, H, W)");
  }
}
