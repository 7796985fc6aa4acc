package lungo.speech;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import lungo.audio.SpecAugment;
import lungo.data.Batch;
import lungo.data.ChosenBatches;
import lungo.data.LengthBatches;
import lungo.data.Loader;
import lungo.random.Seed;

/** Features with their texts as tokens, padded to the longest of their batch. */
final class SpeechLoader implements Loader {

  /** What stands after a text's end. */
  private static final long NOT_COUNTED = -100;

  /** Features (rows, frames) and a text. */
  static final class Example {
    private final float[] values;
    private final int frames;
    private final int[] tokens;

    Example(float[] values, int rows, int[] tokens) {
      this.values = values;
      this.frames = values.length / rows;
      this.tokens = tokens;
    }

    int frames() {
      return frames;
    }
  }

  private final List<Example> examples;
  private final int rows;
  private final SpecAugment mask;
  private final LengthBatches batches;

  /**
   * @param shuffled to learn from; else in order
   */
  SpeechLoader(
      List<Example> examples, int rows, SpecAugment mask, int batchSize, boolean shuffled) {
    this.examples = examples;
    this.rows = rows;
    this.mask = mask;
    this.batches =
        new LengthBatches(
            examples.stream().mapToInt(Example::frames).toArray(), batchSize, shuffled);
  }

  @Override
  public int batches() {
    return batches.count();
  }

  @Override
  public long examples() {
    return examples.size();
  }

  /** Frames of the longest sound. */
  int frames() {
    return examples.stream().mapToInt(Example::frames).max().orElse(0);
  }

  @Override
  public Epoch epoch(int epoch) {
    return new ChosenBatches(
        batches.of(Seed.stream("speech", epoch)),
        (manager, chosen) -> batch(manager, epoch, chosen));
  }

  private Batch batch(NDManager manager, int epoch, int[] chosen) {
    int frames = Arrays.stream(chosen).map(i -> examples.get(i).frames).max().orElse(0);
    int tokens = Arrays.stream(chosen).map(i -> examples.get(i).tokens.length).max().orElse(0);
    float[] values = new float[chosen.length * rows * frames];
    long[] lengths = new long[chosen.length];
    long[] targets = new long[chosen.length * tokens];
    Arrays.fill(targets, NOT_COUNTED);
    for (int n = 0; n < chosen.length; n++) {
      Example example = examples.get(chosen[n]);
      float[] masked = masked(example, epoch, chosen[n]);
      for (int row = 0; row < rows; row++) {
        int to = (n * rows + row) * frames;
        System.arraycopy(masked, row * example.frames, values, to, example.frames);
      }
      lengths[n] = example.frames;
      for (int i = 0; i < example.tokens.length; i++) {
        targets[n * tokens + i] = example.tokens[i];
      }
    }
    return new Batch(
        new NDList(
            manager.create(values, new Shape(chosen.length, 1, rows, frames)),
            manager.create(lengths)),
        new NDList(manager.create(targets, new Shape(chosen.length, tokens))));
  }

  private float[] masked(Example example, int epoch, int number) {
    if (mask.equals(SpecAugment.NONE)) {
      return example.values;
    }
    float[] values = example.values.clone();
    SplittableRandom random = Seed.stream("mask speech", epoch, number);
    mask.apply(values, rows, example.frames, random);
    return values;
  }
}
