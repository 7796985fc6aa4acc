package lungo.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pictures from JPEG files to normalised batches, here and in torchvision, in turn: decoded, a
 * random window brought to 224×224, mirrored at random, normalised. What is compared is how many a
 * core makes in a second, by the processor time of all threads and processes, so that what else the
 * machine does counts for little.
 */
final class LoadingRace {

  static final String KEY = "jpeg";
  private static final String SCRIPT = "loading.py";
  private static final int PICTURES = 64;
  static final int EPOCHS = 4;
  private static final int SIDE = 224;
  private static final int BATCH = 32;

  private LoadingRace() {}

  /** The line above the numbers. */
  static String heading() {
    return String.format(
        Locale.ROOT,
        "%nPictures from JPEG files to normalised batches: images a second of a core, and their"
            + " ratio.%n%-52s %7s %10s %11s %5s",
        "",
        "threads",
        "Lungo",
        "torchvision",
        "ratio");
  }

  /**
   * Measures.
   *
   * @param python a Python with torchvision; null for nothing to compare with
   * @param epochs how often the folder is gone through each time
   */
  static String line(Racer.Rounds rounds, int epochs, int threads, @Nullable String python)
      throws IOException {
    Path folder = Files.createTempDirectory("lungo-bench");
    try {
      MadePictures.write(folder, PICTURES);
      return race(rounds, epochs, threads, python, folder);
    } finally {
      delete(folder);
    }
  }

  private static String race(
      Racer.Rounds rounds, int epochs, int threads, @Nullable String python, Path folder)
      throws IOException {
    var own = new ArrayList<Double>();
    var theirs = new ArrayList<Double>();
    String title =
        String.format(
            Locale.ROOT,
            "%d×%d JPEG to %d×%d, batch %d",
            MadePictures.WIDTH,
            MadePictures.HEIGHT,
            SIDE,
            SIDE,
            BATCH);
    try (var lungo = Racer.lungo(LoadingWorker.class, words(folder, threads), threads)) {
      if (python == null) {
        Racer.race(rounds, epochs, lungo, own, null, theirs);
      } else {
        Path script = BenchTool.script(SCRIPT);
        try (var torchvision =
            Racer.python(
                "torchvision", python, script, words(folder.resolve("train"), threads), threads)) {
          Racer.race(rounds, epochs, lungo, own, torchvision, theirs);
        } finally {
          Files.deleteIfExists(script);
        }
      }
    }
    double here = 1e3 / BenchTool.median(own);
    String first = String.format(Locale.ROOT, "%-52s %7d %10.0f", title, threads, here);
    if (python == null) {
      return first;
    }
    double there = 1e3 / BenchTool.median(theirs);
    return String.format(Locale.ROOT, "%s %11.0f %5.2f", first, there, here / there);
  }

  private static List<String> words(Path folder, int threads) {
    return List.of(
        folder.toString(), String.valueOf(SIDE), String.valueOf(BATCH), String.valueOf(threads));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
