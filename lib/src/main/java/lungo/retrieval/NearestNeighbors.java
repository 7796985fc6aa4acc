package lungo.retrieval;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import lungo.text.TextEmbedder;

/**
 * The nearest of many vectors by the cosine of the angle between them, found exactly, by comparing
 * with all. Vectors have length 1, as {@link ImageEmbedder} and {@link TextEmbedder} give them.
 * Immutable; for any number of threads.
 *
 * <pre>{@code
 * var index = NearestNeighbors.of(vectors, names);
 * for (var neighbor : index.nearest(query, 5)) {
 *   System.out.println(neighbor);
 * }
 * }</pre>
 */
public final class NearestNeighbors {

  /** How far a vector's length may be from 1; float32 and float16 round. */
  private static final double ROUNDING = 1e-3;

  /**
   * A vector that was found.
   *
   * @param index its place among the vectors, from 0
   * @param label what it was said to be
   * @param cosine how alike it is to the one that was asked for, in [-1, 1]
   */
  public record Neighbor(int index, String label, double cosine) {

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s (%.3f)", label, cosine);
    }
  }

  private final float[][] vectors;
  private final List<String> labels;

  private NearestNeighbors(float[][] vectors, List<String> labels) {
    this.vectors = vectors;
    this.labels = labels;
  }

  /**
   * Keeps a copy of vectors to be found.
   *
   * @param vectors (N, width), each of length 1
   * @param labels what each one is, such as a person's name; may occur more than once
   * @return the index
   * @throws IllegalArgumentException if there are no vectors, not as many labels, or a vector has
   *     another width than the first or another length than 1
   */
  public static NearestNeighbors of(float[][] vectors, List<String> labels) {
    if (vectors.length == 0 || vectors.length != labels.size()) {
      throw new IllegalArgumentException(
          String.format(
              "expected one vector or more and a label each, got %d vectors and %d labels",
              vectors.length, labels.size()));
    }
    float[][] kept = new float[vectors.length][];
    for (int i = 0; i < kept.length; i++) {
      check("vector " + i, vectors[i], vectors[0].length);
      kept[i] = vectors[i].clone();
    }
    return new NearestNeighbors(kept, List.copyOf(labels));
  }

  private static void check(String name, float[] vector, int width) {
    if (vector.length != width) {
      throw new IllegalArgumentException(
          String.format("%s has %d numbers, the first one %d", name, vector.length, width));
    }
    double length = Math.sqrt(TextEmbedder.cosine(vector, vector));
    if (!(Math.abs(length - 1) <= ROUNDING)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s must have length 1, it has %s", name, length));
    }
  }

  /**
   * How many vectors there are.
   *
   * @return N
   */
  public int size() {
    return vectors.length;
  }

  /**
   * How many numbers a vector has.
   *
   * @return the width
   */
  public int width() {
    return vectors[0].length;
  }

  /**
   * The vector nearest to another one.
   *
   * @param query (width), of length 1
   * @return the nearest; of equally near ones the first
   * @throws IllegalArgumentException if the query has another width or another length
   */
  public Neighbor nearest(float[] query) {
    return nearest(query, 1).get(0);
  }

  /**
   * The vectors nearest to another one.
   *
   * @param query (width), of length 1
   * @param k how many, in [1, {@link #size}]
   * @return the nearest first; equally near ones in their order
   * @throws IllegalArgumentException if the query has another width or another length, or k is out
   *     of range
   */
  public List<Neighbor> nearest(float[] query, int k) {
    if (k < 1 || k > vectors.length) {
      throw new IllegalArgumentException(
          String.format("k must be in [1, %d], the number of vectors, got %d", vectors.length, k));
    }
    if (query.length != width()) {
      throw new IllegalArgumentException(
          String.format("the query has %d numbers, the vectors have %d", query.length, width()));
    }
    check("the query", query, width());
    double[] cosines = new double[vectors.length];
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = TextEmbedder.cosine(query, vectors[i]);
    }
    return IntStream.range(0, cosines.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -cosines[i]))
        .limit(k)
        .map(i -> new Neighbor(i, labels.get(i), cosines[i]))
        .toList();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d vectors of %d numbers, %,d labels",
        size(),
        width(),
        labels.stream().distinct().count());
  }
}
