package lungo.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import lungo.display.RunFacts;

/**
 * The sums of the data that this process has opened, so that {@code lungo run} keeps them in the
 * notebook and says when they have changed. Of a folder that has a list {@code SHA256SUMS} it is
 * the list's sum, of a single file the file's; large files and folders without a list are not read
 * for it.
 *
 * <pre>{@code
 * OpenedData.note(Path.of("../datasets/fashion-mnist"));
 * new OpenedData().facts();                // {data fashion-mnist=6f2a…}
 * }</pre>
 */
public final class OpenedData implements RunFacts {

  private static final long LARGEST = 64L << 20;
  private static final int DIGITS = 16;
  private static final Map<String, String> SUMS = new ConcurrentSkipListMap<>();

  /** For {@link java.util.ServiceLoader}. */
  public OpenedData() {}

  /**
   * Notes data that are opened.
   *
   * @param data a folder or a file; one that cannot be read is left out, its reader says why
   */
  public static void note(Path data) {
    Path whole = data.toAbsolutePath().normalize();
    Path summed = Files.isDirectory(whole) ? whole.resolve(Sha256Sums.FILE) : whole;
    try {
      if (Files.isRegularFile(summed) && Files.size(summed) <= LARGEST) {
        try (var in = Files.newInputStream(summed)) {
          SUMS.put("data " + whole.getFileName(), Sha256Sums.of(in).substring(0, DIGITS));
        }
      }
    } catch (IOException e) {
      // whoever reads the data meets the same, and says it
    }
  }

  @Override
  public Map<String, String> facts() {
    return Map.copyOf(SUMS);
  }
}
