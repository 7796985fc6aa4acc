package lungo.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The right to take up a run, as a file that only one can make: {@code attempt-2}, with the process
 * that made it. One whose process was killed before it took up the run gives way to {@code
 * attempt-2.2}, and so on; no file is ever taken away from another, so that two that come at once
 * cannot both have it.
 *
 * @param file where it stands
 */
record Claim(Path file) {

  /** How long a file may lack what its maker writes into it at once. */
  private static final Duration WRITING = Duration.ofSeconds(10);

  /**
   * Claims an attempt.
   *
   * @throws ExperimentException if another process or thread has it and lives
   */
  static Claim of(Path directory, int attempt) throws IOException {
    byte[] mark = RunFile.GSON.toJson(ProcessMark.current()).getBytes(UTF_8);
    for (int n = 1; ; n++) {
      Path file = directory.resolve("attempt-" + attempt + (n == 1 ? "" : "." + n));
      try {
        Files.write(file, mark, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new Claim(file);
      } catch (FileAlreadyExistsException e) {
        if (mayLive(file)) {
          throw new ExperimentException(
              directory + " is taken up by another process or thread (" + file + ")", e);
        }
      }
    }
  }

  private static boolean mayLive(Path file) throws IOException {
    ProcessMark mark = read(file);
    Instant since = Files.getLastModifiedTime(file).toInstant();
    return mark == null ? since.plus(WRITING).isAfter(Instant.now()) : mark.isAlive();
  }

  private static @Nullable ProcessMark read(Path file) throws IOException {
    try {
      return RunFile.GSON.fromJson(Files.readString(file), ProcessMark.class);
    } catch (JsonParseException e) {
      return null; // its maker is writing, or was killed while it wrote
    }
  }

  /** Gives it back where the run could not be taken up. */
  void release() throws IOException {
    Files.deleteIfExists(file);
  }
}
