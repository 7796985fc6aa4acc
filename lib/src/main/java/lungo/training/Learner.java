package lungo.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import lungo.audio.SoundBatches;
import lungo.data.ImageBatches;
import lungo.data.ImageLoader;
import lungo.data.ImagePreparation;
import lungo.data.LabeledImage;
import lungo.data.Loader;
import lungo.data.Part;
import lungo.data.Standardization;
import lungo.display.Progress;
import lungo.metrics.Metric;
import lungo.metrics.Perplexity;
import lungo.metrics.RegressionErrors;
import lungo.metrics.Report;
import lungo.models.Summary;
import lungo.optim.Optimizer;
import lungo.random.Seed;
import lungo.speech.SpeechBatches;
import lungo.tables.SeriesBatches;
import lungo.tables.TableBatches;
import lungo.tables.TablePreparation;
import lungo.text.LabeledTextBatches;
import lungo.text.MaskedBatches;
import lungo.text.ParallelBatches;
import lungo.text.TextBatches;
import lungo.torch.GradMode;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * A model, the data that it learns from, and how.
 *
 * <pre>{@code
 * var learner = Learner.classifier(data, model).optimizer(Sgd.of(0.05).momentum(0.9));
 * var history = learner.fit(6, oneCycle(0.05));
 * var report = learner.evaluate(data.test());
 * }</pre>
 *
 * For one thread at a time. Its own arrays are freed once it is unreachable; the weights that it
 * gave a model live as long as the model or a part of it.
 */
public final class Learner {

  private final Network network;
  private final Task task;
  private final Shape example;
  private final Training training;
  private @Nullable ImagePreparation preparation;
  private @Nullable TablePreparation tables;

  Learner(Task task, Shape example, Block block, Device device) {
    this.task = task;
    this.example = example;
    NDManager manager = Seed.engine().newBaseManager(device);
    Lifetime.bind(this, manager);
    this.network = new Network(block, new Shape(1).addAll(example), manager);
    this.training = new Training(this, network, task);
  }

  /**
   * For telling the classes of pictures apart, on the device that {@link Devices#preferred} says.
   *
   * @param data the pictures, in batches; metrics are computed on the validation part, if there is
   *     one
   * @param block the model, giving (N, classes) logits
   * @return the learner
   */
  public static Learner classifier(ImageBatches data, Block block) {
    return new Learner(new Classification(data.classes()), data.shape(), block, Devices.preferred())
        .data(data);
  }

  /**
   * For telling the classes of sounds apart, on the device that {@link Devices#preferred} says.
   *
   * @param data the sounds, in batches; metrics are computed on the validation part, if there is
   *     one
   * @param block the model, giving (N, classes) logits, such as {@link lungo.models.KeywordSpotter}
   * @return the learner
   */
  public static Learner classifier(SoundBatches data, Block block) {
    Loader valid = data.has(Part.VALID) ? data.valid() : null;
    var learner = classifier(data.train(), valid, data.classes(), data.shape(), block);
    learner.training.testData(data.has(Part.TEST) ? data.test() : null);
    return learner;
  }

  /**
   * For telling the classes of texts apart, on the device that {@link Devices#preferred} says.
   *
   * @param data the texts, in batches; metrics are computed on the validation part, if there is one
   * @param block the model, giving (N, classes) logits, such as {@link
   *     lungo.models.Bert#sequenceClassifier}
   * @return the learner
   */
  public static Learner classifier(LabeledTextBatches data, Block block) {
    Loader valid = data.has(Part.VALID) ? data.valid() : null;
    var learner = classifier(data.train(), valid, data.classes(), data.shape(), block);
    learner.training.testData(data.has(Part.TEST) ? data.test() : null);
    return learner;
  }

  /**
   * For telling classes apart, on the device that {@link Devices#preferred} says.
   *
   * @param train what the model learns from; targets (N) int64 in [0, classes)
   * @param valid what the metrics are computed on after each epoch, or null for none
   * @param classes the classes' names
   * @param example the shape of one example, without the batch dimension
   * @param block the model, giving (N, classes) logits
   * @return the learner
   */
  public static Learner classifier(
      Loader train, @Nullable Loader valid, List<String> classes, Shape example, Block block) {
    var learner = new Learner(new Classification(classes), example, block, Devices.preferred());
    learner.training.data(train, valid);
    return learner;
  }

  /**
   * For telling the classes of a table's rows apart, on the device that {@link Devices#preferred}
   * says.
   *
   * @param data the rows, in batches; metrics are computed on the validation part, if there is one
   * @param block the model, giving (N, classes) logits, such as {@link lungo.models.TabularMlp}
   * @return the learner, which predicts rows as they stand in a table
   * @throws IllegalArgumentException if the data are for a regression
   */
  public static Learner classifier(TableBatches data, Block block) {
    if (data.classes().isEmpty()) {
      throw new IllegalArgumentException(
          "the data have numbers for a target, no classes; Learner.regression takes them");
    }
    Loader valid = data.has(Part.VALID) ? data.valid() : null;
    var shape = new Shape(data.numbers());
    var learner = classifier(data.train(), valid, data.classes(), shape, block);
    learner.training.testData(data.has(Part.TEST) ? data.test() : null);
    return learner.prepared(data.preparation());
  }

  /**
   * For telling a number of a table's rows, on the device that {@link Devices#preferred} says: the
   * loss is the mean squared error of standardised numbers, and errors in their own unit are shown
   * of the validation part.
   *
   * @param data the rows, in batches
   * @param block the model, giving (N, 1), such as {@link lungo.models.TabularMlp}
   * @return the learner, which predicts rows as they stand in a table
   * @throws IllegalArgumentException if the data are for a classification
   */
  public static Learner regression(TableBatches data, Block block) {
    Standardization scale = data.preparation().scale().orElse(null);
    if (scale == null) {
      throw new IllegalArgumentException(
          "the data have the classes " + data.classes() + "; Learner.classifier takes them");
    }
    Loader valid = data.has(Part.VALID) ? data.valid() : null;
    return regression(data.train(), valid, scale, new Shape(data.numbers()), block)
        .prepared(data.preparation());
  }

  /**
   * For telling the next values of a series; see {@link #regression(TableBatches, Block)}.
   *
   * @param data windows of the past, in batches
   * @param block the model, (N, T, inputs) to (N, horizon), such as {@link lungo.models.Forecaster}
   * @return the learner
   */
  public static Learner regression(SeriesBatches data, Block block) {
    return regression(data.train(), data.valid(), data.scale(), data.shape(), block);
  }

  /**
   * For telling numbers, on the device that {@link Devices#preferred} says.
   *
   * @param train what the model learns from; targets float32 of the outputs' shape, standardised
   * @param valid what errors are computed on after each epoch, or null for none
   * @param scale how the targets were standardised; errors and predictions are in their own unit
   * @param example the shape of one example, without the batch dimension
   * @param block the model, giving (N, numbers)
   * @return the learner
   */
  public static Learner regression(
      Loader train, @Nullable Loader valid, Standardization scale, Shape example, Block block) {
    var learner = new Learner(new Regression(scale), example, block, Devices.preferred());
    learner.training.data(train, valid);
    return learner;
  }

  /**
   * For a language model, on the device that {@link Devices#preferred} says: the loss is the mean
   * cross entropy of the next token, and perplexity is shown of the validation part.
   *
   * @param data a text in batches
   * @param block the model, (N, T) int64 to (N, T, vocabulary) logits, such as {@link
   *     lungo.models.Gpt}
   * @return the learner
   */
  public static Learner languageModel(TextBatches data, Block block) {
    Loader valid = data.hasValid() ? data.valid() : null;
    return tokens(data.train(), valid, data.tokenizer().size(), data.context(), block);
  }

  /**
   * For filling in what is masked, on the device that {@link Devices#preferred} says: the loss is
   * the mean cross entropy of the masked tokens, and their perplexity is shown of the validation
   * part. Of pairs the loss of telling whether the second passage follows is added, and the
   * accuracy of that is shown as {@code valid_next_sentence}.
   *
   * @param data texts with hidden tokens, in batches
   * @param block the model, such as {@link lungo.models.Bert#maskedLanguageModel}, or for pairs
   *     {@link lungo.models.Bert#pretraining}
   * @return the learner
   */
  public static Learner maskedLanguageModel(MaskedBatches data, Block block) {
    Loader valid = data.hasValid() ? data.valid() : null;
    int vocabulary = data.tokenizer().size();
    if (!data.hasPairs()) {
      return tokens(data.train(), valid, vocabulary, data.length(), block);
    }
    var shape = new Shape(data.length());
    var learner = new Learner(new Pretraining(vocabulary), shape, block, Devices.preferred());
    learner.training.data(data.train(), valid);
    return learner;
  }

  /**
   * For translating, on the device that {@link Devices#preferred} says: each token of a translation
   * is told from the text and the right tokens before it.
   *
   * @param data texts with their translations, in batches
   * @param block the model, giving (N, T, targetVocabulary) logits, such as {@link
   *     lungo.models.Transformer}
   * @return the learner
   */
  public static Learner translation(ParallelBatches data, Block block) {
    Loader valid = data.text().valid().isEmpty() ? null : data.valid();
    return tokens(data.train(), valid, data.targetVocabulary(), data.length(), block);
  }

  /**
   * For telling the token at each position: the next one, a masked one or a tag.
   *
   * @param train what the model learns from; targets (N, T) int64 in [0, vocabulary), or -100 where
   *     a position does not count
   * @param valid what perplexity is computed on after each epoch, or null for none
   * @param vocabulary how many tokens there are
   * @param length T
   * @param block the model, giving (N, T, vocabulary) logits
   * @return the learner
   */
  public static Learner tokens(
      Loader train, @Nullable Loader valid, int vocabulary, int length, Block block) {
    var task = new TokenPrediction(vocabulary);
    var learner = new Learner(task, new Shape(length), block, Devices.preferred());
    learner.training.data(train, valid);
    return learner;
  }

  /**
   * For writing down what is said, on the device that {@link Devices#preferred} says: the loss is
   * that of connectionist temporal classification, and error rates of characters and words are
   * shown of the validation part, decoded greedily.
   *
   * @param data sounds with their texts, in batches
   * @param block the model, giving logits (N, T, tokens) and their lengths (N), such as {@link
   *     lungo.models.DeepSpeech2}
   * @return the learner
   */
  public static Learner transcription(SpeechBatches data, Block block) {
    var task = new Transcription(data.tokenizer());
    var learner = new Learner(task, data.shape(), block, Devices.preferred());
    learner.training.data(data.train(), data.has(Part.VALID) ? data.valid() : null);
    return learner;
  }

  /**
   * A learner as it was saved, on the device that {@link Devices#preferred} says. It can evaluate
   * and predict; give it {@link #data} to train it on.
   *
   * @param directory what {@link #save} wrote
   * @return the learner
   * @throws TrainingException if there is none, or what is there is torn or of another kind; the
   *     message names the file and the reason
   */
  public static Learner load(Path directory) {
    return SavedLearner.load(directory);
  }

  /**
   * Chooses the pictures to train on.
   *
   * @param data pictures of the classes and the shape that the model takes
   * @return this
   * @throws IllegalArgumentException if the classes or the shape are others
   */
  public Learner data(ImageBatches data) {
    List<String> classes = classification().classes();
    if (!data.classes().equals(classes)) {
      throw new IllegalArgumentException(
          "the model tells apart " + classes + ", the data have " + data.classes());
    }
    if (!data.shape().equals(example)) {
      throw new IllegalArgumentException(
          "the model takes pictures of shape " + example + ", the data have " + data.shape());
    }
    training.data(data.train(), data.has(Part.VALID) ? data.valid() : null);
    training.testData(data.has(Part.TEST) ? data.test() : null);
    preparation = data.preparation();
    return this;
  }

  /**
   * Chooses the optimizer; its state begins anew.
   *
   * @param other the optimizer; {@code Sgd.of(0.01).momentum(0.9)} where none was chosen
   * @return this
   */
  public Learner optimizer(Optimizer other) {
    training.optimizer(other);
    return this;
  }

  /**
   * Chooses what is computed on the validation set after each epoch.
   *
   * @param chosen the metrics; accuracy where none were chosen
   * @return this
   */
  public Learner metrics(Metric... chosen) {
    classification().metrics(List.of(chosen));
    return this;
  }

  /**
   * Trains at the optimizer's own rate.
   *
   * @param epochs how many times the data are gone through, 1 or more
   * @param callbacks what listens
   * @return the history of all runs of this learner
   */
  public History fit(int epochs, Callback... callbacks) {
    return fit(epochs, Schedules.constant(training.optimizer().rate()), callbacks);
  }

  /**
   * Trains. The optimizer's state and the history go on from an earlier run; the schedule begins
   * anew. An interrupt of the thread ends the run after the step in hand, and {@code fit} returns
   * with the thread still interrupted.
   *
   * @param epochs how many times the data are gone through, 1 or more
   * @param schedule the learning rate of each step
   * @param callbacks what listens
   * @return the history of all runs of this learner
   * @throws TrainingException if the loss is not finite (the message has the step and what helps),
   *     or if labels or outputs do not fit the classes
   * @throws lungo.data.DataException if an example cannot be read
   */
  public History fit(int epochs, Schedule schedule, Callback... callbacks) {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be 1 or more, got " + epochs);
    }
    int count = Math.multiplyExact(epochs, training.stepsPerEpoch());
    return training.run(count, schedule, List.of(callbacks));
  }

  /**
   * Trains for a number of steps, over as many epochs as they need; the last one may be a part. See
   * {@link #fit(int, Schedule, Callback...)}.
   *
   * @param count how many steps, 1 or more
   * @param schedule the learning rate of each step
   * @param callbacks what listens
   * @return the history of all runs of this learner
   * @throws TrainingException as {@code fit}
   */
  public History fitSteps(int count, Schedule schedule, Callback... callbacks) {
    return training.run(count, schedule, List.of(callbacks));
  }

  /**
   * Trains in rounds that are taken elsewhere, on other machines say: an epoch a round. Callbacks,
   * validation, history and checkpoints are those of {@link #fit(int, Schedule, Callback...)}; the
   * learner's own optimizer and training data are not used. After an interrupt the model is that of
   * the last round that was whole.
   *
   * @param rounds takes the steps and changes the model
   * @param count how many rounds, 1 or more
   * @param schedule the learning rate of each of the {@code count · rounds.steps()} steps
   * @param callbacks what listens
   * @return the history of all runs of this learner
   * @throws TrainingException if the recipe wants averages of weights
   */
  public History fitRounds(Rounds rounds, int count, Schedule schedule, Callback... callbacks) {
    if (count < 1) {
      throw new IllegalArgumentException("rounds must be 1 or more, got " + count);
    }
    return training.run(rounds, count, schedule, List.of(callbacks));
  }

  /**
   * Goes back to the newest checkpoint of {@link #fitRounds} that is whole; the next call of it
   * goes on from there.
   *
   * @param directory what {@link Checkpoints} wrote to
   * @param rounds as they were described when it was written
   * @return false if there is no checkpoint, and nothing was changed
   * @throws TrainingException as {@link #resume(Path)}
   */
  public boolean resume(Path directory, Rounds rounds) {
    return training.resume(directory, rounds);
  }

  /**
   * Goes back to the newest checkpoint that is whole: weights, averages, optimizer, history and
   * seed. The next {@code fit} or {@code fitSteps}, which must be called as it was before, goes on
   * from there and ends with the same weights as a run that was not cut off, on a CPU bit for bit.
   *
   * @param directory what {@link Checkpoints} wrote to
   * @return false if there is no checkpoint, and nothing was changed
   * @throws TrainingException if there are some but none is whole, or it is of another model,
   *     optimizer or recipe; the message has the reasons
   */
  public boolean resume(Path directory) {
    return training.resume(directory);
  }

  /**
   * Takes over the weights of a checkpoint, the averaged ones if it has some.
   *
   * @param file such as {@code best.safetensors}, with the JSON of its name beside it
   * @return this
   * @throws TrainingException if it is damaged or of another model
   */
  public Learner loadWeights(Path file) {
    training.loadWeights(file);
    return this;
  }

  KeptWeights keepWeights() {
    return training.keepWeights();
  }

  void checkpoint(Checkpoint to, TrainingRun.Position position, double[] rates) {
    training.checkpoint(to, position, rates);
  }

  /**
   * Looks for a good learning rate: trains for some steps at rates that grow from 1e-7 to 10, until
   * the loss explodes, and puts weights and optimizer back as they were. Smith 2017,
   * https://arxiv.org/abs/1506.01186
   *
   * @return rates and losses with a suggestion; {@code plot(…)} draws them
   * @throws TrainingException if the loss never falls
   */
  public RateSearch findRate() {
    return findRate(1e-7, 10, 100);
  }

  /**
   * {@link #findRate()} over another range.
   *
   * @param lowest the first rate, above 0
   * @param highest the last rate
   * @param count how many steps at most, 10 or more
   * @return rates and losses with a suggestion
   */
  public RateSearch findRate(double lowest, double highest, int count) {
    return training.findRate(lowest, highest, count);
  }

  /**
   * Chooses how steps are taken: loss, clipping, accumulation, averages, mixing.
   *
   * @param other the recipe; {@link Recipe#standard} where none was chosen
   * @return this
   */
  public Learner recipe(Recipe other) {
    training.recipe(other);
    return this;
  }

  /**
   * Divides each batch over devices: each has a replica of the model and computes the gradient of
   * its part; the gradients are summed up on the first device, which takes the step. Validation and
   * evaluation are divided as well. A step equals one on a single device with the whole batch, but
   * for batch normalisation, which normalises each part by its own statistics and keeps the first
   * device's running ones (as {@code torch.nn.DataParallel}), and for which values dropout leaves
   * out.
   *
   * <pre>{@code
   * learner.dataParallel(Devices.all());                     // every GPU
   * learner.dataParallel(Device.cpu(), Device.cpu());        // two threads, to try it out
   * }</pre>
   *
   * A batch has at least as many examples as there are devices, but for an epoch's last one, which
   * takes as many devices as it has examples. Not for L-BFGS.
   *
   * @param devices the learner's own first; the CPU, or a GPU, may be named several times; one
   *     alone ends it
   * @return this
   * @throws IllegalArgumentException if there is none, the first is another than {@link #device},
   *     one is not there, or CPU and GPUs are mixed
   */
  public Learner dataParallel(Device... devices) {
    List<Device> all = List.of(devices);
    Devices.checkDivided(device(), all, Seed.engine().getGpuCount());
    network.divide(all);
    return this;
  }

  /**
   * Judges the model on the test part of its data; where there is none, on the validation part,
   * whose figures are a little too good if it chose an epoch or a setting.
   *
   * <pre>{@code
   * Display.show(learner.evaluate());   // figures with intervals, confusions, the worst mistakes
   * }</pre>
   *
   * @return what {@link #evaluate(Loader)} says of it
   * @throws TrainingException if the data have neither part, or it tells no classes
   * @throws CancellationException if the thread is interrupted
   */
  public Report evaluate() {
    Classification classes = classification();
    return evaluate(
        training
            .judged()
            .orElseThrow(
                () ->
                    new TrainingException(
                        "the learner has no test part and no validation part to judge "
                            + classes.classes().size()
                            + " classes on; split(0.1) before batch(…) makes one, and"
                            + " evaluate(loader) judges on any other examples")));
  }

  /**
   * Judges the model.
   *
   * @param loader examples that it was not trained on
   * @return loss, accuracy, precision and recall a class, the confusion matrix, the mistakes
   * @throws CancellationException if the thread is interrupted
   */
  @SuppressWarnings("try")
  public Report evaluate(Loader loader) {
    try (var use = training.averaged();
        var progress = Progress.start("evaluating", loader.batches())) {
      Report report = classification().evaluate(network, loader, () -> progress.step(1));
      progress.done();
      return report;
    }
  }

  /**
   * Judges a language model.
   *
   * @param loader a text that it was not trained on, in batches
   * @return the mean loss of its tokens, and the perplexity
   * @throws CancellationException if the thread is interrupted
   */
  @SuppressWarnings("try")
  public Perplexity perplexity(Loader loader) {
    if (!(task instanceof TokenPrediction tokens)) {
      throw new TrainingException("a classifier has no perplexity; evaluate(…) judges it");
    }
    try (var use = training.averaged();
        var progress = Progress.start("evaluating", loader.batches())) {
      Perplexity found = tokens.evaluate(network, loader, () -> progress.step(1));
      progress.done();
      return found;
    }
  }

  /**
   * Judges a model of numbers.
   *
   * @param loader examples that it was not trained on
   * @return the errors, in the target's unit
   * @throws TrainingException if it tells classes or tokens
   * @throws CancellationException if the thread is interrupted
   */
  @SuppressWarnings("try")
  public RegressionErrors errors(Loader loader) {
    try (var use = training.averaged()) {
      return regression().evaluate(network, loader).errors();
    }
  }

  /**
   * What a model of numbers says of a loader's examples.
   *
   * @param loader examples, in their order if they are no training part
   * @return a row an example, a number an output, in the target's unit
   * @throws TrainingException if it tells classes or tokens
   * @throws CancellationException if the thread is interrupted
   */
  @SuppressWarnings("try")
  public double[][] predictions(Loader loader) {
    try (var use = training.averaged()) {
      return regression().predictions(network, loader);
    }
  }

  private Regression regression() {
    if (task instanceof Regression numbers) {
      return numbers;
    }
    throw new TrainingException("this learner tells no numbers; see evaluate(…) and perplexity(…)");
  }

  private Classification classification() {
    if (task instanceof Classification classes) {
      return classes;
    }
    if (task instanceof Regression) {
      throw new TrainingException("this learner tells numbers, not classes; errors(…) judges it");
    }
    throw new TrainingException(
        task instanceof Transcription
            ? "this learner writes down speech; Transcriber.of(…).judge(…) judges its model"
            : "this learner tells tokens, not classes; perplexity(…) judges it, and Generator"
                + " writes with its model");
  }

  /**
   * Classifies a picture, prepared as those were that the model learned from.
   *
   * @param picture of any size
   * @return the classes with their probabilities
   * @throws TrainingException if the learner was not trained on pictures
   */
  public Prediction predict(BufferedImage picture) {
    if (preparation == null) {
      throw new TrainingException(
          "this learner does not know how to prepare pictures; give it picture data, or an array"
              + " of shape (1, …)");
    }
    try (NDManager scope = network.manager().newSubManager()) {
      NDArray input = preparation.apply(scope, picture); // (1, C, H, W)
      return new Prediction(classification().classes(), probabilities(input), picture);
    }
  }

  /**
   * Classifies a picture, prepared as those were that the model learned from. The label is not
   * looked at.
   *
   * @param picture of any size
   * @return the classes with their probabilities
   * @throws TrainingException if the learner was not trained on pictures
   */
  public Prediction predict(LabeledImage picture) {
    return predict(picture.image());
  }

  /**
   * Classifies one example.
   *
   * @param input (1, …) float32, prepared as the model expects it
   * @return the classes with their probabilities
   * @throws IllegalArgumentException if the shape is another
   */
  public Prediction predict(NDArray input) {
    return new Prediction(classification().classes(), probabilities(input), null);
  }

  /**
   * Tells the target of each row, prepared as those were that the model learned from.
   *
   * @param rows has the columns that it learned from; the target is not looked at
   * @return a row a row: {@code prediction}, a number in the target's unit or a class, of which
   *     follows a column {@code P(class)} each with its probability
   * @throws TrainingException if the learner was not trained on a table
   * @throws lungo.data.DataException if a column is not there or of another type
   */
  @SuppressWarnings("try")
  public Table predict(Table rows) {
    TablePreparation known =
        tables()
            .orElseThrow(() -> new TrainingException("this learner was not trained on a table"));
    try (var use = training.averaged()) {
      return new TablePredictions(network, known).of(rows);
    }
  }

  @SuppressWarnings("try")
  private double[] probabilities(NDArray input) {
    Shape expected = new Shape(1).addAll(example);
    if (!input.getShape().equals(expected)) {
      throw new IllegalArgumentException(
          "the model takes an input of shape " + expected + ", got " + input.getShape());
    }
    try (var off = GradMode.off();
        var use = training.averaged();
        var scope = new StepScope(network.manager())) {
      NDList logits = network.forward(new NDList(input.toDevice(device(), false)), false);
      return Classification.probabilities(logits);
    }
  }

  /**
   * The model's layers, parameters and memory for a batch; {@code Summary.of(model, shape)} sums up
   * other batches.
   *
   * @return the summary, which shows itself
   */
  public Summary summary() {
    long batch = batchSize(training.train());
    Optimizer.Steps begun = training.steps();
    return Summary.of(network.block(), new Shape(batch).addAll(example))
        .withOptimizerStates((int) (size(begun.state().values()) / size(begun.weights())));
  }

  private static long batchSize(@Nullable Loader loader) {
    if (loader instanceof ImageLoader images) {
      return images.batchSize();
    }
    return loader == null ? 1 : (loader.examples() + loader.batches() - 1) / loader.batches();
  }

  private static long size(Collection<NDArray> arrays) {
    return Math.max(1, arrays.stream().mapToLong(NDArray::size).sum());
  }

  /**
   * Writes the model and all that is needed to use it: the weights as {@code model.safetensors}
   * under PyTorch's names, and {@code learner.json} with architecture, classes, preparation of
   * pictures or of a table's rows and the figures of the last epoch.
   *
   * @param directory is made if it is not there; a model that is there is replaced once the new one
   *     is whole
   * @throws TrainingException if it cannot be written, for want of space say; what was there before
   *     stays
   */
  @SuppressWarnings("try")
  public void save(Path directory) {
    List<String> known = List.of();
    if (task instanceof Classification classes) {
      known = classes.classes();
    } else if (tables == null) {
      throw new TrainingException(
          "save another model than a classifier or one of tables by StateDict.of(model).save(file),"
              + " and its tokenizer by tokenizer.save(file)");
    }
    try (var use = training.averaged()) {
      new SavedLearner(
              network,
              known,
              example,
              preparation,
              tables,
              training.history(),
              training.optimizer())
          .write(directory);
    }
  }

  /**
   * What was recorded over all runs.
   *
   * @return the history, which grows with each run
   */
  public History history() {
    return training.history();
  }

  /**
   * The model.
   *
   * @return the block that was given
   */
  public Block model() {
    return network.block();
  }

  /**
   * Where it computes.
   *
   * @return the device
   */
  public Device device() {
    return network.device();
  }

  /**
   * The classes that it tells apart.
   *
   * @return their names, by the number of the logit
   * @throws TrainingException if it tells tokens, not classes
   */
  public List<String> classes() {
    return classification().classes();
  }

  /**
   * How pictures become the model's input.
   *
   * @return empty if it was not trained on pictures
   */
  public Optional<ImagePreparation> preparation() {
    return Optional.ofNullable(preparation);
  }

  /**
   * How rows of a table become the model's input.
   *
   * @return empty if it was not trained on a table
   */
  public Optional<TablePreparation> tables() {
    return Optional.ofNullable(tables);
  }

  /**
   * Lends the model for a computation of one's own, as {@link #predict} uses it: with averaged
   * weights if there are some. Arrays that the computation makes are freed when it ends.
   *
   * @param <R> what the computation gives
   * @param use the computation; it leaves the weights as they are
   * @return what it gave
   */
  @SuppressWarnings("try")
  public <R> R lend(Function<Lent, R> use) {
    try (var averages = training.averaged()) {
      return Lent.lend(network.block(), network.store(), network.manager(), use);
    }
  }

  /** Preparation of pictures as it was saved. */
  Learner prepared(@Nullable ImagePreparation saved) {
    preparation = saved;
    return this;
  }

  /** Preparation of a table's rows. */
  Learner prepared(@Nullable TablePreparation fitted) {
    tables = fitted;
    return this;
  }

  /**
   * Keeps weights as they are from now on. Batch normalisation goes on to measure its running
   * statistics.
   *
   * @param patterns which weights by name, such as {@code layer1.*}; {@code *} is any text
   * @return this
   * @throws IllegalArgumentException if a pattern means no weight; the message has the names
   */
  public Learner freeze(String... patterns) {
    Arrays.stream(patterns).forEach(pattern -> network.freeze(pattern, true));
    return this;
  }

  /**
   * Lets weights be trained again. The optimizer's state of the others stays; theirs begins anew.
   *
   * @param patterns which weights by name, such as {@code layer1.*}; {@code *} is any text
   * @return this
   * @throws IllegalArgumentException if a pattern means no weight; the message has the names
   */
  public Learner unfreeze(String... patterns) {
    Arrays.stream(patterns).forEach(pattern -> network.freeze(pattern, false));
    return this;
  }
}
