package lungo.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code lungo bench training} was asked for.
 *
 * @param cases whose steps are timed
 * @param pictures whether loading is timed, too
 * @param rounds how often
 * @param steps steps of a measurement; 0 for each case's own
 * @param threads the numbers of threads, one after another
 * @param compares whether PyTorch is measured beside
 * @param python the user's Python; null for one of the benchmark's own
 */
record Request(
    List<Case> cases,
    boolean pictures,
    Racer.Rounds rounds,
    int steps,
    List<Integer> threads,
    boolean compares,
    @Nullable String python) {

  static Request of(List<String> words) {
    List<Case> cases = Arrays.asList(Case.values());
    boolean pictures = true;
    int rounds = 5;
    int warmUp = 30;
    int steps = 0;
    List<Integer> threads = usual();
    boolean compares = true;
    String python = null;
    for (int i = 0; i < words.size(); i++) {
      String option = words.get(i);
      if (option.equals("--alone")) {
        compares = false;
        continue;
      }
      String value = ++i < words.size() ? words.get(i) : missing(option);
      switch (option) {
        case "--case" -> {
          pictures = value.equals(LoadingRace.KEY);
          cases = pictures ? List.of() : List.of(Case.named(value));
        }
        case "--rounds" -> rounds = number(option, value);
        case "--warm-up" -> warmUp = number(option, value);
        case "--steps" -> steps = number(option, value);
        case "--threads" -> threads = List.of(number(option, value));
        case "--python" -> python = value;
        default -> throw new IllegalArgumentException("no option '" + option + "'");
      }
    }
    if (!compares && python != null) {
      throw new IllegalArgumentException("--alone compares with nothing, so --python has no use");
    }
    var times = new Racer.Rounds(Duration.ofSeconds(warmUp), rounds);
    return new Request(cases, pictures, times, steps, threads, compares, python);
  }

  private static String missing(String option) {
    throw new IllegalArgumentException("a value is missing after " + option);
  }

  private static List<Integer> usual() {
    int all = Runtime.getRuntime().availableProcessors();
    return all == 1 ? List.of(1) : List.of(1, all);
  }

  static int number(String option, String text) {
    if (!text.matches("[1-9]\\d{0,3}")) {
      throw new IllegalArgumentException(option + " must be in 1 to 9999, got '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  int steps(Case what) {
    return steps == 0 ? what.steps() : steps;
  }

  Optional<String> ownPython() {
    return Optional.ofNullable(python);
  }
}
