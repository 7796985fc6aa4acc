package lungo.spark;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import lungo.data.Batch;
import lungo.data.Loader;

/**
 * A worker's part in training on executors: which one it is, and how its data pass through rounds.
 */
public final class Shard {

  private final int worker;
  private final int workers;
  private final int steps;
  private final int round;
  private long batchesTaken;
  private long examplesTaken;

  /**
   * Checks the numbers.
   *
   * @param worker counted from 0; a worker takes the data that are its own by this number
   * @param workers how many there are
   * @param steps how many steps it takes a round
   * @param round the first round that it takes part in, from 0
   */
  public Shard(int worker, int workers, int steps, int round) {
    if (worker < 0 || worker >= workers || steps < 1 || round < 0) {
      throw new IllegalArgumentException(
          "expected worker 0 <= %d < %d, 1 step or more, got %d, round 0 or more, got %d"
              .formatted(worker, workers, steps, round));
    }
    this.worker = worker;
    this.workers = workers;
    this.steps = steps;
    this.round = round;
  }

  /**
   * Which worker it is.
   *
   * @return counted from 0
   */
  public int worker() {
    return worker;
  }

  /**
   * How many workers there are.
   *
   * @return 1 or more
   */
  public int workers() {
    return workers;
  }

  /**
   * How many steps a worker takes a round.
   *
   * @return 1 or more
   */
  public int steps() {
    return steps;
  }

  /**
   * The first round that it takes part in.
   *
   * @return from 0
   */
  public int round() {
    return round;
  }

  /** How many batches its learner took so far. */
  long batchesTaken() {
    return batchesTaken;
  }

  /** How many examples they had. */
  long examplesTaken() {
    return examplesTaken;
  }

  /**
   * The worker's own examples of a list: each {@code workers}-th, so that all have as many, but for
   * the last.
   *
   * @param <T> what they are
   * @param all the same list for each worker, such as files in their order
   * @return the part of this worker
   */
  public <T> List<T> of(List<T> all) {
    var own = new ArrayList<T>();
    for (int i = worker; i < all.size(); i += workers) {
      own.add(all.get(i));
    }
    return own;
  }

  /**
   * A loader that goes on from round to round where the last one ended: what the learner of a
   * worker trains on. A worker that begins in a later round begins where it would be.
   *
   * @param data the worker's examples
   * @return a loader whose epochs are rounds
   */
  public Loader loader(Loader data) {
    return new Rounds(data);
  }

  private final class Rounds implements Loader {

    private final Loader data;
    private int epoch;
    private Epoch open;

    Rounds(Loader data) {
      this.data = data;
      long before = (long) round * steps;
      this.epoch = (int) (before / data.batches());
      this.open = data.epoch(epoch);
      for (long skip = before % data.batches(); skip > 0; skip--) {
        try (var scope = NDManager.newBaseManager()) {
          var unused = open.next(scope);
        }
      }
    }

    @Override
    public int batches() {
      return steps;
    }

    @Override
    public long examples() {
      return Math.max(1, data.examples() * steps / data.batches());
    }

    private Batch batch(NDManager manager) {
      if (!open.hasNext()) {
        open.close();
        open = data.epoch(++epoch);
      }
      Batch batch = open.next(manager);
      batchesTaken++;
      examplesTaken += batch.size();
      return batch;
    }

    @Override
    public Epoch epoch(int number) {
      return new Epoch() {
        private int left = steps;

        @Override
        public boolean hasNext() {
          return left > 0;
        }

        @Override
        public Batch next(NDManager manager) {
          if (left-- == 0) {
            throw new NoSuchElementException();
          }
          return batch(manager);
        }

        @Override
        public void close() {}
      };
    }
  }
}
