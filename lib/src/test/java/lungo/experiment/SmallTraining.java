package lungo.experiment;

import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.nio.file.Path;
import lungo.data.ImageData;
import lungo.optim.Sgd;
import lungo.training.Callback;
import lungo.training.Learner;
import lungo.training.Schedules;

/** A network that learns the shipped clothes in a second. */
final class SmallTraining {

  static final Path FASHION = Path.of("../datasets/fashion-mnist");
  static final int EPOCHS = 3;

  private SmallTraining() {}

  static Learner learner(int hidden) {
    var block =
        new SequentialBlock()
            .add(Blocks.batchFlattenBlock())
            .add(Linear.builder().setUnits(hidden).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(10).build());
    var data = ImageData.open(FASHION).split(0.1).normalize().batch(500); // 18 steps an epoch
    return Learner.classifier(data, block).optimizer(Sgd.of(0.1).momentum(0.9));
  }

  static Learner train(Run run, Callback... more) {
    var config = run.config();
    var learner = learner(config.integer("hidden"));
    run.fit(learner, EPOCHS, Schedules.oneCycle(config.number("rate")), more);
    return learner;
  }
}
