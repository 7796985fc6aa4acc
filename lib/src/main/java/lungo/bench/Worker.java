package lungo.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.display.Display;
import lungo.display.DisplaySink;
import lungo.display.MimeBundle;
import lungo.random.Seed;
import lungo.training.Callback;
import lungo.training.Learner;
import lungo.training.Schedules;
import lungo.weights.Safetensors;
import lungo.weights.StateDict;

/**
 * A process that trains a case when it is told to: reads a number of steps from a line, takes them
 * by {@code Learner.fitSteps}, and answers {@code ms} and the median time of one, {@code loss} and
 * the last one's.
 */
final class Worker {

  private static final Pattern PLACE = Pattern.compile("^(\\d\\d)[A-Z]\\w*\\.");

  private Worker() {}

  /**
   * Works until its input ends.
   *
   * @param arguments the case; a file that weights and batch are written to, for PyTorch to begin
   *     with the same
   * @throws IOException if its input cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    Display.attach(new Silent());
    Seed.set(1);
    Case what = Case.named(arguments[0]);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (NDManager manager = Seed.engine().newBaseManager()) {
      Batch batch = batch(what.data(), manager);
      Learner learner = learner(what, new SameBatch(batch));
      if (arguments.length > 1) {
        handOver(learner.model(), batch, Path.of(arguments[1]));
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        var clock = new Clock(Integer.parseInt(line.strip()));
        learner.fitSteps(clock.took.length, Schedules.constant(1e-3), clock);
        double[] losses = learner.history().stepLosses();
        System.out.printf(
            Locale.ROOT, "ms %.6f loss %.9g%n", clock.median(), losses[losses.length - 1]);
        System.out.flush();
      }
    }
    System.exit(0);
  }

  static Learner learner(Case what, Loader batches) {
    Case.Data data = what.data();
    Learner learner;
    if (data.vocabulary() > 0) {
      int length = Math.toIntExact(data.example().get(0));
      learner = Learner.tokens(batches, null, data.vocabulary(), length, what.model());
    } else {
      List<String> names = IntStream.range(0, data.classes()).mapToObj(i -> "c" + i).toList();
      learner = Learner.classifier(batches, null, names, data.example(), what.model());
    }
    return learner.optimizer(what.optimizer()).recipe(what.recipe());
  }

  /** Weights under PyTorch's names, and the batch. */
  private static void handOver(Block model, Batch batch, Path file) {
    Map<String, NDArray> arrays =
        new LinkedHashMap<>(StateDict.of(model).named(Worker::pyTorchName).arrays());
    arrays.put("batch.inputs", batch.inputs().head());
    arrays.put("batch.targets", batch.targets().head());
    Safetensors.write(file, arrays, Map.of());
  }

  /** A part of a sequence is named by its place and class here, {@code 01Linear}, there by 0. */
  private static String pyTorchName(String name) {
    Matcher place = PLACE.matcher(name);
    return place.find() ? place.replaceFirst(Integer.parseInt(place.group(1)) - 1 + ".") : name;
  }

  static Batch batch(Case.Data data, NDManager manager) {
    Shape shape = new Shape(data.batch()).addAll(data.example());
    if (data.vocabulary() > 0) {
      NDArray tokens = manager.create(rising(shape.size(), data.vocabulary())).reshape(shape);
      return new Batch(new NDList(tokens), new NDList(tokens));
    }
    NDArray labels = manager.create(rising(data.batch(), data.classes()));
    return new Batch(new NDList(manager.randomNormal(shape)), new NDList(labels));
  }

  private static long[] rising(long count, int end) {
    return LongStream.range(0, count).map(i -> i % end).toArray();
  }

  /** The same batch again and again; nothing is loaded. */
  record SameBatch(Batch batch) implements Loader {

    @Override
    public int batches() {
      return 1 << 20;
    }

    @Override
    public long examples() {
      return (long) batches() * batch.size();
    }

    @Override
    public Epoch epoch(int epoch) {
      return new Epoch() {
        @Override
        public boolean hasNext() {
          return true;
        }

        @Override
        public Batch next(NDManager manager) {
          return batch;
        }

        @Override
        public void close() {
          // nothing runs ahead
        }
      };
    }
  }

  /** The time from one step's end to the next one's. */
  private static final class Clock implements Callback {

    private final long[] took;
    private long last;

    Clock(int steps) {
      took = new long[steps];
    }

    @Override
    public void epochBegin(EpochBegin event) {
      last = System.nanoTime();
    }

    @Override
    public void stepEnd(StepEnd event) {
      long now = System.nanoTime();
      took[event.step() - 1] = now - last;
      last = now;
    }

    double median() {
      Arrays.sort(took);
      int middle = took.length / 2;
      long twice = took[middle] + took[(took.length - 1) / 2];
      return twice / 2e6;
    }
  }

  /** Progress would stand between the answers. */
  private static final class Silent implements DisplaySink {
    @Override
    public void show(String id, MimeBundle bundle) {}

    @Override
    public void update(String id, MimeBundle bundle) {}

    @Override
    public void clear(boolean wait) {}
  }
}
