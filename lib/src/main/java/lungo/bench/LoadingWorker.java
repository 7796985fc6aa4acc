package lungo.bench;

import static lungo.data.Augmentations.flip;
import static lungo.data.Augmentations.randomResizedCrop;

import ai.djl.ndarray.NDManager;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import lungo.data.ImageData;
import lungo.data.Loader;
import lungo.data.Normalization;
import lungo.random.Seed;

/**
 * A process that goes through a folder of pictures when it is told to: reads a number of epochs
 * from a line, and answers {@code ms} and the processor time that a picture took, of all threads
 * together, those of the compiler and the collector among them.
 */
final class LoadingWorker {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private LoadingWorker() {}

  /**
   * Works until its input ends.
   *
   * @param arguments the folder, the pictures' side, the batch's size, the number of threads
   * @throws IOException if its input cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    Seed.set(1);
    Loader loader =
        ImageData.open(Path.of(arguments[0]))
            .size(Integer.parseInt(arguments[1]))
            .augment(randomResizedCrop(), flip())
            .normalize(Normalization.imagenet())
            .workers(Integer.parseInt(arguments[3]))
            .batch(Integer.parseInt(arguments[2]))
            .train();
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int epoch = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      long began = SYSTEM.getProcessCpuTime();
      long seen = 0;
      for (int end = epoch + Integer.parseInt(line.strip()); epoch < end; epoch++) {
        seen += pass(loader, epoch);
      }
      System.out.printf(
          Locale.ROOT, "ms %.6f%n", (SYSTEM.getProcessCpuTime() - began) / 1e6 / seen);
      System.out.flush();
    }
    System.exit(0);
  }

  private static long pass(Loader loader, int number) {
    long seen = 0;
    try (var epoch = loader.epoch(number);
        NDManager manager = Seed.engine().newBaseManager()) {
      while (epoch.hasNext()) {
        try (NDManager step = manager.newSubManager()) {
          seen += epoch.next(step).size();
        }
      }
    }
    return seen;
  }
}
