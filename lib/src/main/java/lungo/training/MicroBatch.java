package lungo.training;

import ai.djl.ndarray.NDArray;
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
record MicroBatch(Batch batch, NDArray others, double share, List<NDArray> whole) {

  /** A batch, mixed if something says how. */
  static MicroBatch of(Batch batch, @Nullable Mixing mixing, SplittableRandom random) {
    if (mixing == null) {
      return new MicroBatch(batch, batch.targets().head(), 1, List.of());
    }
    var mixed = mixing.apply(batch, random);
    return new MicroBatch(mixed.batch(), mixed.others(), mixed.part(), List.of());
  }

  int size() {
    return batch.size();
  }

  boolean isMixed() {
    return share != 1;
  }

  /** The same, with what the means over its targets divide by. */
  MicroBatch counted(Task task, Recipe recipe) {
    NDArray own = task.counted(batch.targets().head(), recipe);
    NDArray other = isMixed() ? task.counted(others, recipe) : own;
    return new MicroBatch(batch, others, share, List.of(own, other));
  }

  /** Some of the examples, on a manager and its device. */
  MicroBatch rows(Replicas.Rows rows, NDManager manager) {
    var part = new Batch(rows.of(batch.inputs(), manager), rows.of(batch.targets(), manager));
    NDArray mixedIn = isMixed() ? rows.of(others, manager) : part.targets().head();
    List<NDArray> there =
        whole.stream().map(count -> count.toDevice(manager.getDevice(), false)).toList();
    return new MicroBatch(part, mixedIn, share, there);
  }
}
