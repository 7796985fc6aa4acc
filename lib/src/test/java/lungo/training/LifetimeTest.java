package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.List;
import lungo.data.Batch;
import lungo.data.MadeBatches;
import lungo.models.Mlp;
import lungo.weights.StateDict;
import org.junit.jupiter.api.Test;

/** What is freed when nobody can reach it, and what is not. */
class LifetimeTest {

  private static Mlp trained() {
    var data =
        new MadeBatches(
            2,
            8,
            (manager, number) ->
                new Batch(
                    new NDList(manager.randomUniform(-1, 1, new Shape(8, 20))),
                    new NDList(manager.arange(0, 8, 1, DataType.INT64))));
    var model = Mlp.of(20, 16, 8);
    Learner.classifier(data, null, List.of("abcdefgh".split("")), new Shape(20), model).fit(1);
    return model;
  }

  private static NDArray firstArray(Block model) {
    return StateDict.of(model).parameters().values().iterator().next().getArray();
  }

  private static void awaitRelease(NDArray array) throws InterruptedException {
    for (int i = 0; i < 100 && !array.isReleased(); i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(array.isReleased()).isTrue();
  }

  private static int answer(Block model, long inputs) {
    try (NDManager manager = NDManager.newBaseManager()) {
      var store = new ParameterStore(manager, false);
      var example = new NDList(manager.ones(new Shape(1, inputs), DataType.FLOAT32));
      return model.forward(store, example, false).head().toFloatArray().length;
    }
  }

  @Test
  void aModelOutlivesItsLearnerAndAPartItsModel() throws InterruptedException {
    var model = trained();
    awaitRelease(firstArray(trained())); // by then the first learner was collected as well
    assertThat(answer(model, 20)).isEqualTo(8);

    var part = model.getChildren().get(model.getChildren().size() - 1).getValue();
    model = null;
    awaitRelease(firstArray(trained()));
    assertThat(answer(part, 16)).isEqualTo(8);

    var arrays = StateDict.of(part).arrays();
    part = null;
    awaitRelease(firstArray(trained()));
    assertThat(arrays.values()).hasSize(2).noneMatch(NDArray::isReleased);

    NDArray last = arrays.values().iterator().next();
    arrays = null;
    awaitRelease(last);
  }
}
