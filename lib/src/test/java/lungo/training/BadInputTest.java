package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.nio.file.Path;
import java.util.List;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.data.MadeBatches;
import lungo.models.Gpt;
import lungo.models.GptConfig;
import lungo.models.Mlp;
import lungo.models.ResNet;
import lungo.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with data and settings is told: where, what was expected and what came. */
class BadInputTest {

  private static final List<String> CLASSES = List.of("a", "b", "c");
  private static final Shape SIX = new Shape(6);

  private static Learner learner(Loader train, Block model) {
    return Learner.classifier(train, null, CLASSES, SIX, model);
  }

  /** Batches of zeros, inputs and labels of some shape and type. */
  private static Loader zeros(int batches, Shape in, DataType type, Shape labels, DataType of) {
    return new MadeBatches(
        batches,
        (int) in.get(0),
        (m, step) -> new Batch(new NDList(m.zeros(in, type)), new NDList(m.zeros(labels, of))));
  }

  private static Block djl() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(8).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(3).build());
  }

  @Test
  void aShapeThatDoesNotFitNamesTheLayerAndBothShapes() {
    assertThatThrownBy(() -> learner(References.batches(2, new Shape(5)), djl()).fit(1))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the model cannot take inputs of (7, 5) float32")
        .hasMessageContaining("layer '01Linear' with weight (8, 6) float32")
        .hasMessageContaining("was given (7, 5) float32");
    assertThatThrownBy(() -> learner(References.batches(2, new Shape(5)), Mlp.of(6, 8, 3)).fit(1))
        .hasMessage("mlp 6-8-3 expects 6 values an example, got (7, 5)");
    var grey = References.batches(2, new Shape(1, 32, 32));
    var picture = new Shape(3, 32, 32);
    assertThatThrownBy(
            () -> Learner.classifier(grey, null, CLASSES, picture, ResNet.of("resnet18", 3)).fit(1))
        .hasMessage("resnet18 expects images (N, 3, H, W), got (7, 1, 32, 32)");
  }

  @Test
  void theLayerInTheMiddleIsFound() {
    var block =
        new SequentialBlock()
            .add(Mlp.of(6, 8, 4))
            .add(Mlp.of(4, 3))
            .add(list -> new NDList(list.head().matMul(list.head())));
    try (var manager = Seed.engine().newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, new Shape(3, 6));
      assertThatThrownBy(() -> learner(References.batches(2, SIX), block).fit(1))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("layer '03LambdaBlock' was given (7, 3) float32 and fails");
    }
  }

  @Test
  void aTypeThatDoesNotFitNamesTheLayerAndBothTypes() {
    var labels = new Shape(7);
    var wide = zeros(2, new Shape(7, 6), DataType.FLOAT64, labels, DataType.INT64);
    assertThatThrownBy(() -> learner(wide, Mlp.of(6, 8, 3)).fit(1))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("layer '0' with weight (8, 6) float32, bias (8) float32")
        .hasMessageContaining("was given (7, 6) float64");
    var tokens = zeros(2, new Shape(2, 6), DataType.FLOAT32, new Shape(2, 6), DataType.INT64);
    var gpt = Gpt.of(new GptConfig(31, 16, 24, 2, 3, 0));
    assertThatThrownBy(() -> Learner.tokens(tokens, null, 31, 6, gpt).fit(1))
        .hasMessage("tokens must be int64, got float32");
  }

  @Test
  void labelsThatDoNotFitAreTold() {
    var in = new Shape(7, 6);
    var real = zeros(2, in, DataType.FLOAT32, new Shape(7), DataType.FLOAT32);
    assertThatThrownBy(() -> learner(real, Mlp.of(6, 3)).fit(1))
        .hasMessage("labels must be (7) int64, a class for each example; got (7) float32");
    var few = zeros(2, in, DataType.FLOAT32, new Shape(5), DataType.INT64);
    assertThatThrownBy(() -> learner(few, Mlp.of(6, 3)).fit(1))
        .hasMessage("labels must be (7) int64, a class for each example; got (5) int64");
    var words = zeros(2, new Shape(2, 6), DataType.INT64, new Shape(2, 6), DataType.INT32);
    var gpt = Gpt.of(new GptConfig(31, 16, 24, 2, 3, 0));
    assertThatThrownBy(() -> Learner.tokens(words, null, 31, 6, gpt).fit(1))
        .hasMessage("targets must be (2, 6) int64, got int32");
  }

  @Test
  void anEmptyLoaderIsTold() {
    var none = zeros(0, new Shape(7, 6), DataType.FLOAT32, new Shape(7), DataType.INT64);
    assertThatThrownBy(() -> learner(none, Mlp.of(6, 3)).fit(1))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "the training data are empty: a loader must give 1 batch an epoch or more, got 0");
    var some = References.batches(2, SIX);
    var learner = Learner.classifier(some, none, CLASSES, SIX, Mlp.of(6, 3));
    assertThatThrownBy(() -> learner.fit(1))
        .hasMessageStartingWith("the validation data are empty");
    assertThat(learner.history().stepLosses()).isEmpty();
  }

  @Test
  void aRateThatIsNoNumberIsTold() {
    assertThatThrownBy(() -> Schedules.constant(Double.NaN))
        .hasMessage("a learning rate must be finite and 0 or more, got NaN");
    var learner = learner(References.batches(4, SIX), Mlp.of(6, 3));
    assertThatThrownBy(() -> learner.fit(1, (step, all) -> step == 2 ? Double.NaN : 0.1))
        .hasMessage("a learning rate must be finite and 0 or more, got NaN at step 3 of 4");
    assertThat(learner.history().stepLosses()).isEmpty();
  }

  @Test
  void anUnknownMetricIsToldWithWhatWasRecorded(@TempDir Path directory) {
    var learner =
        Learner.classifier(
            References.batches(2, SIX), References.batches(1, SIX), CLASSES, SIX, Mlp.of(6, 3));
    assertThatThrownBy(() -> learner.fit(1, Checkpoints.in(directory).best("val_acc")))
        .hasMessage(
            "no column 'val_acc'; recorded: train_loss, valid_loss, valid_accuracy, rate, seconds");
  }
}
