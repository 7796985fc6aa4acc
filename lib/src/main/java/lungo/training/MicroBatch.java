package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.SplittableRandom;
import lungo.data.Batch;
import org.jspecify.annotations.Nullable;

/**
 * What a step learns from at a time: a batch, or a replica's part of it.
 *
 * @param batch inputs and targets
 * @param others the targets of the examples that were mixed in; the batch's own if none were
 * @param share how much the batch's own targets count
 * @param whole none for a batch; for a part of one what the means over the whole batch's targets
 *     and over the others divide by
 */
record MicroBatch(Batch batch, NDList others, double share, List<List<NDArray>> whole) {

  /** A batch, mixed if something says how. */
  static MicroBatch of(Batch batch, @Nullable Mixing mixing, SplittableRandom random) {
    if (mixing == null) {
      return new MicroBatch(batch, batch.targets(), 1, List.of());
    }
    var mixed = mixing.apply(batch, random);
    return new MicroBatch(mixed.batch(), new NDList(mixed.others()), mixed.part(), List.of());
  }

  int size() {
    return batch.size();
  }

  boolean isMixed() {
    return share != 1;
  }

  /** The same, with what the means over its targets divide by. */
  MicroBatch counted(Task task, Recipe recipe) {
    if (recipe.loss() != null) {
      var examples = List.of(batch.inputs().getManager().create((float) size()));
      return new MicroBatch(batch, others, share, List.of(examples, examples));
    }
    List<NDArray> own = task.counted(batch.targets(), recipe);
    List<NDArray> other = isMixed() ? task.counted(others, recipe) : own;
    return new MicroBatch(batch, others, share, List.of(own, other));
  }

  /** Some of the examples, on a manager and its device. */
  MicroBatch rows(Replicas.Rows rows, NDManager manager) {
    var part = new Batch(rows.of(batch.inputs(), manager), rows.of(batch.targets(), manager));
    NDList mixedIn = isMixed() ? rows.of(others, manager) : part.targets();
    List<List<NDArray>> there = whole.stream().map(counts -> on(manager, counts)).toList();
    return new MicroBatch(part, mixedIn, share, there);
  }

  private static List<NDArray> on(NDManager manager, List<NDArray> counts) {
    return counts.stream().map(count -> count.toDevice(manager.getDevice(), false)).toList();
  }
}
