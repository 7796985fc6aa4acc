package lungo.weights;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What came of loading a file into a model.
 *
 * <pre>{@code
 * LoadedWeights loaded = StateDict.of(model).loadPartly(file);
 * loaded.missing();                        // stayed as they were
 * learner.freeze("*").unfreeze(loaded.fresh());
 * }</pre>
 *
 * @param file that was loaded
 * @param loaded names of the weights that the model has from the file
 * @param missing names that the model has and the file has not: these weights stay as they were
 * @param unexpected names that the file has and the model has not
 * @param misshapen weights that both have in different shapes: they stay as they were, too
 */
public record LoadedWeights(
    String file,
    List<String> loaded,
    List<String> missing,
    List<String> unexpected,
    List<Misshapen> misshapen) {

  private static final int SHOWN = 10;

  /**
   * A weight whose shapes differ.
   *
   * @param name its name
   * @param stored its shape in the file
   * @param expected its shape in the model
   */
  public record Misshapen(String name, Shape stored, Shape expected) {

    @Override
    public String toString() {
      return name + " " + stored + ", not " + expected;
    }
  }

  /**
   * Copies the lists.
   *
   * @param file that was loaded
   * @param loaded names of the weights that the model has from the file
   * @param missing names that the model has and the file has not
   * @param unexpected names that the file has and the model has not
   * @param misshapen weights that both have in different shapes
   */
  public LoadedWeights {
    loaded = List.copyOf(loaded);
    missing = List.copyOf(missing);
    unexpected = List.copyOf(unexpected);
    misshapen = List.copyOf(misshapen);
  }

  /**
   * Whether file and model have the same weights.
   *
   * @return true if nothing is missing, unexpected or of another shape
   */
  public boolean complete() {
    return missing.isEmpty() && unexpected.isEmpty() && misshapen.isEmpty();
  }

  /**
   * The weights that have yet to be learned: those of a new head, say.
   *
   * @return names of what is missing or of another shape, for {@code learner.unfreeze} among others
   */
  public String[] fresh() {
    var names = new ArrayList<>(missing);
    misshapen.forEach(weight -> names.add(weight.name()));
    return names.toArray(String[]::new);
  }

  /** What differs, for people. */
  String differences() {
    var problems = new ArrayList<String>();
    add(problems, "missing", missing);
    add(problems, "unexpected", unexpected);
    add(problems, "of another shape", misshapen.stream().map(Misshapen::toString).toList());
    return String.join("; ", problems);
  }

  private static void add(List<String> problems, String what, List<String> names) {
    if (!names.isEmpty()) {
      String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
      int more = names.size() - SHOWN;
      problems.add(
          names.size() + " " + what + ": " + shown + (more > 0 ? " and " + more + " more" : ""));
    }
  }

  @Override
  public String toString() {
    String summary =
        String.format(
            Locale.ROOT,
            "%d of %d weights loaded from %s",
            loaded.size(),
            loaded.size() + missing.size() + misshapen.size(),
            file);
    return complete() ? summary : summary + "; " + differences();
  }
}
