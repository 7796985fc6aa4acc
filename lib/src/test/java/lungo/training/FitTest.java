package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.List;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.display.Display;
import lungo.display.DisplaySink;
import lungo.display.MimeBundle;
import lungo.optim.AdamW;
import lungo.optim.Group;
import lungo.optim.Lbfgs;
import lungo.optim.Sgd;
import lungo.random.Seed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FitTest {

  private static final List<String> CLASSES = List.of("a", "b", "c");
  private static final Shape EXAMPLE = new Shape(6);

  private DisplaySink before = new Silent();

  @BeforeEach
  void quiet() {
    before = Display.attach(new Silent());
    Seed.set(1);
  }

  @AfterEach
  void reset() {
    Display.attach(before);
    Seed.set(0);
  }

  @Test
  void historyHasARowAnEpochAndALossAStep() {
    var learner = learner(References.batches(5, EXAMPLE), References.batches(2, EXAMPLE));
    var history = learner.fit(2, (step, steps) -> 0.1 / (step + 1));
    assertThat(history.columns())
        .containsExactly("train_loss", "valid_loss", "valid_accuracy", "rate", "seconds");
    assertThat(history.stepLosses()).hasSize(10);
    assertThat(history.stepRates()[9]).isCloseTo(0.1 / 10, within(1e-12));
    assertThat(history.epochStarts()).containsExactly(0, 5);
    double[] losses = history.stepLosses();
    double first = (losses[0] + losses[1] + losses[2] + losses[3] + losses[4]) / 5;
    assertThat(history.rows().get(0).get("train_loss")).isCloseTo(first, within(1e-9));
    assertThat(history.table().rowCount()).isEqualTo(2);
    assertThatThrownBy(() -> history.values("val_acc"))
        .hasMessageStartingWith("no column 'val_acc'; recorded: train_loss, valid_loss");
  }

  @Test
  void callbacksHearEveryEventInOrder() {
    var heard = new ArrayList<String>();
    learner(References.batches(2, EXAMPLE), null)
        .fit(
            1,
            new Callback() {
              @Override
              public void fitBegin(FitBegin e) {
                heard.add("fit of " + e.epochs() + " × " + e.stepsPerEpoch());
              }

              @Override
              public void epochBegin(EpochBegin e) {
                heard.add("epoch " + e.epoch());
              }

              @Override
              public void stepEnd(StepEnd e) {
                assertThat(e.loss().getAsDouble())
                    .isEqualTo(e.history().stepLosses()[e.step() - 1]);
                heard.add("step " + e.step());
              }

              @Override
              public void epochEnd(EpochEnd e) {
                heard.add("row " + e.row().epoch());
              }

              @Override
              public void fitEnd(FitEnd e) {
                heard.add("end " + e.ending());
              }
            });
    assertThat(heard)
        .containsExactly("fit of 1 × 2", "epoch 1", "step 1", "step 2", "row 1", "end COMPLETED");
  }

  @Test
  void sameSeedGivesTheSameNumbers() {
    double[] first = trained(7).history().stepLosses();
    assertThat(trained(7).history().stepLosses()).containsExactly(first);
    assertThat(trained(8).history().stepLosses()[0]).isNotEqualTo(first[0]);
  }

  private static Learner trained(long seed) {
    Seed.set(seed);
    var learner = learner(References.batches(20, EXAMPLE), null);
    learner.fit(1, Schedules.oneCycle(0.1));
    return learner;
  }

  @Test
  void interruptEndsTheStepInHandAndFitGoesOn() {
    var learner = learner(References.batches(10, EXAMPLE), References.batches(1, EXAMPLE));
    var endings = new ArrayList<Callback.Ending>();
    var stop = new Interrupter(4, endings);
    var history = learner.fit(3, Schedules.constant(0.1), stop);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(endings).containsExactly(Callback.Ending.INTERRUPTED);
    assertThat(history.stepLosses()).hasSize(4);
    assertThat(history.rows()).isEmpty();
    learner.fit(1, Schedules.constant(0.1));
    assertThat(history.stepLosses()).hasSize(4 + 10).doesNotContain(Double.NaN);
    assertThat(history.last().epoch()).isEqualTo(2);
  }

  /** Interrupts its own thread after a step, as a kernel does from another one. */
  private record Interrupter(int step, List<Callback.Ending> endings) implements Callback {
    @Override
    public void stepEnd(StepEnd e) {
      if (e.step() == step) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void fitEnd(FitEnd e) {
      endings.add(e.ending());
    }
  }

  @Test
  void lossThatIsNotANumberNamesTheStepAndChangesNoWeight() {
    var good = References.batches(5, EXAMPLE);
    var learner = learner(changed(good, 3, Float.NaN), null);
    var weights = new ArrayList<float[]>();
    var keep =
        new Callback() {
          @Override
          public void stepEnd(StepEnd e) {
            weights.add(weight(learner.model()));
          }
        };
    assertThatThrownBy(() -> learner.fit(1, Schedules.constant(0.1), keep))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the loss is NaN at step 3 (epoch 1, learning rate 0.1)")
        .hasMessageContaining("lower learning rate")
        .hasMessageContaining("The inputs of that step hold values that are not finite");
    assertThat(weights).hasSize(2);
    assertThat(weight(learner.model())).containsExactly(weights.get(1));
    assertThat(learner.history().stepLosses()).hasSize(2);
  }

  @Test
  void labelsAndOutputsThatDoNotFitAreRefused() {
    var batches = References.batches(2, EXAMPLE);
    var twoClasses = Learner.classifier(batches, null, List.of("a", "b"), EXAMPLE, model(2));
    assertThatThrownBy(() -> twoClasses.fit(1))
        .hasMessageContaining("label 2 at example 2 of the batch is out of range")
        .hasMessageContaining("labels must be in [0, 2)");
    var wrong = Learner.classifier(batches, null, CLASSES, EXAMPLE, model(4));
    assertThatThrownBy(() -> wrong.fit(1))
        .hasMessageContaining("the model must give (7, 3)")
        .hasMessageContaining("it gave (7, 4)");
    assertThatThrownBy(() -> learner(batches, null).fit(0)).hasMessageContaining("got 0");
  }

  @Test
  void whatACallbackThrowsEndsTheRunAndLeavesItWhole() {
    var learner = learner(References.batches(5, EXAMPLE), null);
    var endings = new ArrayList<Callback.Ending>();
    var failing =
        new Callback() {
          @Override
          public void stepEnd(StepEnd e) {
            if (e.step() == 2) {
              throw new IllegalStateException("mine");
            }
          }

          @Override
          public void fitEnd(FitEnd e) {
            endings.add(e.ending());
          }
        };
    assertThatThrownBy(() -> learner.fit(1, failing)).hasMessage("mine");
    assertThat(endings).containsExactly(Callback.Ending.FAILED);
    assertThat(learner.history().stepLosses()).hasSize(2);
    assertThat(learner.fit(1).stepLosses()).hasSize(2 + 5);
  }

  @Test
  void arraysDoNotPileUpOverFiveHundredSteps() {
    var counts = new ArrayList<Integer>();
    var learner = learner(References.batches(500, EXAMPLE), null);
    learner.fit(
        1,
        new Callback() {
          @Override
          public void stepEnd(StepEnd e) {
            if (e.step() % 100 == 50) {
              counts.add(HeldArrays.of(learner));
            }
          }
        });
    assertThat(counts).hasSize(5);
    // 4 weights, as many momenta
    assertThat(counts).containsOnly(4 + 4);
  }

  @Test
  void frozenWeightsStay() {
    var block = model(3);
    var learner =
        Learner.classifier(References.batches(5, EXAMPLE), null, CLASSES, EXAMPLE, block)
            .optimizer(Sgd.of(0.1).weightDecay(0.1));
    Block first = block.getChildren().get(0).getValue();
    first.freezeParameters(true);
    float[] before = weight(block);
    learner.fit(1);
    assertThat(weight(block)).containsExactly(before);
  }

  @Test
  void freezingByNameKeepsTheStateOfTheOthers() {
    var learner = learner(References.batches(5, EXAMPLE), null);
    learner.fit(1);
    var frozen = learner.freeze("01Linear.*");
    float[] before = weight(learner.model());
    frozen.fit(1);
    assertThat(weight(learner.model())).containsExactly(before);
    learner.unfreeze("01Linear.weight").fit(1);
    assertThat(weight(learner.model())).isNotEqualTo(before);
    assertThatThrownBy(() -> learner.freeze("fc.*"))
        .hasMessage(
            "no weight is named like 'fc.*'; there are: 01Linear.weight, 01Linear.bias,"
                + " 03Linear.weight, 03Linear.bias");
    assertThatThrownBy(() -> learner.freeze("*").fit(1))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("all weights are frozen");
  }

  @Test
  void groupsOfAnOptimizerAreFoundByName() {
    var learner = learner(References.batches(5, EXAMPLE), null);
    float[] before = weight(learner.model());
    learner.optimizer(AdamW.of(0.1).group("01*", Group::freeze)).fit(1);
    assertThat(weight(learner.model())).containsExactly(before);
    assertThatThrownBy(() -> learner.optimizer(AdamW.of(0.1).group("*.gamma", g -> g)).fit(1))
        .hasMessageContaining("no weight is named like '*.gamma'");
  }

  @Test
  void lbfgsComputesTheLossAnewAtOtherWeights() {
    var learner = learner(References.batches(1, EXAMPLE), null);
    double[] losses = learner.optimizer(Lbfgs.of(1).strongWolfe()).fit(3).stepLosses();
    assertThat(losses[2]).isLessThan(losses[0] / 10);
  }

  private static float[] weight(Block block) {
    Pair<String, Parameter> first = block.getParameters().get(0);
    return first.getValue().getArray().toFloatArray();
  }

  private static Learner learner(Loader train, @Nullable Loader valid) {
    return Learner.classifier(train, valid, CLASSES, EXAMPLE, model(3))
        .optimizer(Sgd.of(0.1).momentum(0.9));
  }

  private static Block model(int outputs) {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(8).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(outputs).build());
  }

  /** The same batches, but for one whose inputs are all one value. */
  private static Loader changed(Loader good, int step, float value) {
    return new Loader() {
      @Override
      public int batches() {
        return good.batches();
      }

      @Override
      public long examples() {
        return good.examples();
      }

      @Override
      public Epoch epoch(int epoch) {
        var batches = good.epoch(epoch);
        return new Epoch() {
          private int taken;

          @Override
          public boolean hasNext() {
            return batches.hasNext();
          }

          @Override
          public Batch next(NDManager manager) {
            Batch batch = batches.next(manager);
            taken++;
            NDArray inputs = batch.inputs().head();
            return taken == step
                ? new Batch(new NDList(inputs.mul(0).add(value)), batch.targets())
                : batch;
          }

          @Override
          public void close() {
            batches.close();
          }
        };
      }
    };
  }

  private static final class Silent implements DisplaySink {
    @Override
    public void show(String id, MimeBundle bundle) {}

    @Override
    public void update(String id, MimeBundle bundle) {}

    @Override
    public void clear(boolean wait) {}
  }
}
