package lungo.explain;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** How much each value of an input speaks for a class. */
interface Algorithm {

  /** What an attribution's numbers mean. */
  enum Kind {
    /** Derivatives: how strongly a value acts, in which direction says nothing of the class. */
    SENSITIVITY,
    /** Above 0 where a value speaks for the class, below where it speaks against it. */
    SIGNED,
    /** 0 or more. */
    POSITIVE
  }

  /** What it found. */
  final class Found {

    private final float[] values;
    private final Kind kind;
    private final @Nullable Completeness completeness;

    /**
     * @param values an attribution a value of the input, or one a pixel where channels are not told
     *     apart
     */
    Found(float[] values, Kind kind, @Nullable Completeness completeness) {
      this.values = values;
      this.kind = kind;
      this.completeness = completeness;
    }

    float[] values() {
      return values;
    }

    Kind kind() {
      return kind;
    }

    @Nullable Completeness completeness() {
      return completeness;
    }
  }

  /** Its name with its settings. */
  String name();

  /**
   * Computes it.
   *
   * @param x (1, …), what is explained
   * @param target the class's number
   * @param baseline of the shape of x: what an input is that says nothing
   */
  Found of(Probe probe, NDArray x, int target, NDArray baseline);
}
