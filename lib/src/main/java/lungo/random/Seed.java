package lungo.random;

import ai.djl.engine.Engine;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The seed of the process, from which every random stream follows: initial weights, the order of
 * examples, augmentation, dropout.
 *
 * <pre>{@code
 * seed(42);                                                  // import static lungo.random.Seed.seed
 * var order = Seed.stream("shuffle", epoch);                 // the same for the same seed and epoch
 * }</pre>
 *
 * Streams are named by their purpose and by coordinates, not drawn from one another, so that none
 * depends on how many numbers another one has drawn, nor on the number of threads. The seed is 0
 * until it is set.
 */
public final class Seed {

  /** The seed, and the engine that follows it once somebody has asked for the engine. */
  private record State(long seed, @Nullable Engine engine) {}

  private static final AtomicReference<State> STATE = new AtomicReference<>(new State(0, null));

  private Seed() {}

  /**
   * Seeds everything. The engine's own generator, which dropout uses, is seeded at once if {@link
   * #engine} was asked for before, else when it is: seeding alone loads no native library.
   *
   * @param seed any number
   */
  public static void set(long seed) {
    synchronized (STATE) {
      var engine = state().engine();
      STATE.set(new State(seed, engine));
      if (engine != null) {
        engine.setRandomSeed(enginesSeed());
      }
    }
  }

  /**
   * Seeds everything: {@link #set} under the name that reads well when it is imported statically.
   *
   * @param seed any number
   */
  public static void seed(long seed) {
    set(seed);
  }

  /**
   * The seed that is set.
   *
   * @return the seed, 0 if none was set
   */
  public static long get() {
    return state().seed();
  }

  /**
   * A random stream that follows from the seed, a purpose and coordinates alone.
   *
   * @param purpose what the numbers are for, such as {@code shuffle}
   * @param coordinates which of the purpose's streams, such as epoch and example
   * @return a new stream, for one thread
   */
  public static SplittableRandom stream(String purpose, long... coordinates) {
    return new SplittableRandom(derive(purpose, coordinates));
  }

  /**
   * A number that follows from the seed, a purpose and coordinates alone, to seed another generator
   * with.
   *
   * @param purpose what the numbers are for
   * @param coordinates which of the purpose's streams
   * @return the number
   */
  public static long derive(String purpose, long... coordinates) {
    long hash = mix(get());
    for (int i = 0; i < purpose.length(); i++) {
      hash = mix(hash ^ purpose.charAt(i));
    }
    for (long coordinate : coordinates) {
      hash = mix(hash ^ mix(coordinate));
    }
    return hash;
  }

  /**
   * The numbers from 0 in a random order, by Fisher and Yates.
   *
   * @param size how many, 0 or more
   * @param random says the order
   * @return each number below the size once
   */
  public static int[] permutation(int size, SplittableRandom random) {
    int[] order = IntStream.range(0, size).toArray();
    for (int i = size - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
    return order;
  }

  /**
   * DJL's engine, loaded and seeded. Code that draws numbers from the engine (dropout, {@code
   * randomNormal}) gets it here, so that it follows the seed.
   *
   * @return the default engine
   */
  public static Engine engine() {
    synchronized (STATE) {
      var engine = state().engine();
      if (engine == null) {
        engine = Engine.getInstance();
        STATE.set(new State(get(), engine));
        engine.setRandomSeed(enginesSeed());
      }
      return engine;
    }
  }

  /** The engine if somebody has asked for it. */
  static Optional<Engine> loadedEngine() {
    return Optional.ofNullable(state().engine());
  }

  /**
   * Lets the engine's own generator, which dropout uses, begin a stream that follows from the seed,
   * a purpose and coordinates alone: what a training step draws then does not depend on the steps
   * before it, so that a run that was cut off goes on the same.
   *
   * @param purpose what the numbers are for, such as {@code step}
   * @param coordinates which of the purpose's streams, such as the step's number
   */
  public static void restartEngine(String purpose, long... coordinates) {
    engine().setRandomSeed((int) (derive(purpose, coordinates) >>> 33));
  }

  private static State state() {
    return Objects.requireNonNull(STATE.get());
  }

  /** DJL narrows seeds to an int. */
  private static int enginesSeed() {
    return (int) (derive("engine") >>> 33);
  }

  /** One step of SplitMix64 (Steele, Lea, Flood 2014), which makes neighbours unlike each other. */
  private static long mix(long z) {
    long mixed = z + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
