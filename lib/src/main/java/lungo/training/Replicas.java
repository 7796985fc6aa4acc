package lungo.training;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import lungo.torch.GradMode;
import lungo.torch.TorchScript;

/**
 * A network and copies of it on other devices, or on the same one, that work at the same time: the
 * first one in the calling thread, each of the others in a thread of its own.
 */
final class Replicas implements AutoCloseable {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def copy(to: List[Tensor], source: List[Tensor]) -> Tensor:
            count = 0
            for i in range(len(to)):
              count += to[i].copy_(source[i]).dim()
            return torch.tensor(count)

          def rows(x: Tensor, start: int, count: int) -> Tensor:
            return x.narrow(0, start, count)

          def joined(parts: List[Tensor]) -> Tensor:
            return torch.cat(parts, 0)
          """);

  private static final int IDLE_SECONDS = 10;

  private final List<Network> networks = new ArrayList<>();
  private final boolean share;
  private final ThreadPoolExecutor threads;
  private final Object turn = new Object();

  /**
   * @param first the network that is trained
   * @param devices two or more, the first network's own at first
   */
  Replicas(Network first, List<Device> devices) {
    networks.add(first);
    devices.stream().skip(1).map(first::replica).forEach(networks::add);
    share = new LinkedHashSet<>(devices).size() < devices.size();
    int others = devices.size() - 1;
    var number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            others,
            others,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              var thread = new Thread(work, "lungo-replica-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  List<Network> networks() {
    return networks;
  }

  int size() {
    return networks.size();
  }

  /** What the first device has of a batch. */
  Shape onFirst(Shape batch) {
    Device device = networks.get(0).device();
    long there = networks.stream().filter(n -> n.device().equals(device)).count();
    long examples = (batch.get(0) * there + size() - 1) / size();
    return new Shape(examples).addAll(batch.slice(1));
  }

  /**
   * Whether two draw from one generator of random numbers, so that they must take {@link #inTurn
   * turns}.
   */
  boolean shareGenerator() {
    return share;
  }

  /** Computes what no other replica may compute meanwhile. */
  <T> T inTurn(Supplier<T> work) {
    synchronized (turn) {
      return work.get();
    }
  }

  /** Gives the copies the first network's weights and statistics. */
  @SuppressWarnings("try")
  void refresh() {
    Network first = networks.get(0);
    Collection<NDArray> source = first.arrays().values();
    try (var off = GradMode.off();
        NDManager scope = first.manager().newSubManager()) {
      for (Network copy : networks.subList(1, networks.size())) {
        OPS.call("copy", scope, copy.arrays().values(), source);
      }
    }
  }

  /** Freezes in the copies what is frozen in the first network, and nothing else. */
  void followFreezing() {
    for (Network copy : networks.subList(1, networks.size())) {
      copy.trainable()
          .forEach(
              (name, parameter) -> {
                NDArray array = copy.store().getValue(parameter, copy.device(), false);
                if (array.hasGradient() != parameter.requiresGradient()) {
                  array.setRequiresGradient(parameter.requiresGradient());
                }
              });
    }
  }

  /**
   * Rows of a batch.
   *
   * @param from the first one, from 0
   * @param count how many
   */
  record Rows(int from, int count) {

    NDArray of(NDArray array, NDManager manager) {
      NDArray part = OPS.call("rows", manager, array, from, count).head();
      return part.toDevice(manager.getDevice(), false);
    }

    NDList of(NDList arrays, NDManager manager) {
      var parts = new NDList();
      arrays.forEach(array -> parts.add(of(array, manager)));
      return parts;
    }
  }

  /** The batch's rows that each replica has: as many as the others or one less, but none has 0. */
  List<Rows> rows(int examples) {
    int parts = Math.min(examples, size());
    var rows = new ArrayList<Rows>();
    for (int i = 0, from = 0; i < parts; i++) {
      int count = examples / parts + (i < examples % parts ? 1 : 0);
      rows.add(new Rows(from, count));
      from += count;
    }
    return rows;
  }

  /** What a replica does with its rows of a batch. */
  interface Work<T> {
    T on(Network network, int replica, Rows rows);
  }

  /**
   * Works on all parts of a batch at once, and waits for all also when one fails or the thread is
   * interrupted, which it stays.
   *
   * @return what each gave
   * @throws TrainingException of the first replica that failed; the message names it
   */
  <T> List<T> each(int examples, Work<T> work) {
    List<Rows> rows = rows(examples);
    var running = new ArrayList<Future<T>>();
    for (int i = 1; i < rows.size(); i++) {
      int replica = i;
      running.add(threads.submit(() -> work.on(networks.get(replica), replica, rows.get(replica))));
    }
    var results = new ArrayList<T>();
    RuntimeException failure = null;
    Error error = null;
    for (int i = 0; i < rows.size(); i++) {
      try {
        results.add(i == 0 ? work.on(networks.get(0), 0, rows.get(0)) : result(running.get(i - 1)));
      } catch (RuntimeException e) {
        failure = failure == null ? named(e, i, rows.get(i)) : failure;
      } catch (Error e) {
        error = error == null ? e : error;
      }
    }
    if (error != null) {
      throw error;
    }
    if (failure != null) {
      throw failure;
    }
    return results;
  }

  private static <T> T result(Future<T> running) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return running.get();
        } catch (InterruptedException e) {
          interrupted = true; // the step in hand is finished
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException own ? own : new IllegalStateException(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private RuntimeException named(RuntimeException failure, int replica, Rows rows) {
    if (failure instanceof CancellationException) {
      return failure;
    }
    Device device = networks.get(replica).device();
    RuntimeException told = EngineFailure.explained(failure, device);
    return new TrainingException(
        String.format(
            "replica %d of %d, on %s, with examples %d to %d of the batch: %s",
            replica,
            size(),
            Devices.name(device),
            rows.from(),
            rows.from() + rows.count() - 1,
            told.getMessage()),
        failure);
  }

  /** The outputs of a batch, as one network gives them that is not trained. */
  @SuppressWarnings("try")
  NDList forward(NDList inputs, NDManager manager) {
    int examples = Math.toIntExact(inputs.head().getShape().get(0));
    List<NDList> parts =
        each(
            examples,
            (network, replica, rows) -> {
              try (var off = GradMode.off();
                  var scope = new StepScope(network.manager())) {
                NDList outputs = network.forward(rows.of(inputs, scope.manager()), false);
                outputs.forEach(output -> keep(output, manager));
                return outputs;
              }
            });
    var joined = new NDList();
    for (int i = 0; i < parts.get(0).size(); i++) {
      int output = i;
      List<NDArray> all =
          parts.stream()
              .map(part -> part.get(output).toDevice(manager.getDevice(), false))
              .toList();
      joined.addAll(OPS.call("joined", manager, all));
    }
    return joined;
  }

  /** Keeps an array that outlives the scope in which it was made. */
  static void keep(NDArray array, NDManager manager) {
    NDScope.unregister(array);
    array.attach(manager);
  }

  @Override
  public void close() {
    threads.shutdown();
    networks.stream().skip(1).forEach(network -> network.manager().close());
  }
}
