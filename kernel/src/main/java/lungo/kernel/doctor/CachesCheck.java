package lungo.kernel.doctor;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Where downloads are kept, and how much they take. */
final class CachesCheck {

  private final Map<String, String> variables;
  private final Path userHome;

  CachesCheck(Map<String, String> variables, Path userHome) {
    this.variables = variables;
    this.userHome = userHome;
  }

  List<Finding> examine() {
    String djl = variables.getOrDefault("DJL_CACHE_DIR", "");
    return List.of(
        cache("DJL's cache", djl.isEmpty() ? userHome.resolve(".djl.ai") : Path.of(djl)),
        cache("Maven's cache", userHome.resolve(".m2").resolve("repository")));
  }

  private static Finding cache(String subject, Path folder) {
    if (!Files.exists(folder)) {
      return Finding.good(subject, folder + " (none yet)");
    }
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      return Finding.fault(
          subject,
          folder + " cannot be written to",
          "make it a folder that your user may write to");
    }
    try {
      return Finding.good(subject, "%s (%.0f MiB)".formatted(folder, size(folder) / 1048576.0));
    } catch (IOException e) {
      return Finding.hint(subject, "cannot read " + folder + ": " + e, "check its permissions");
    }
  }

  private static long size(Path folder) throws IOException {
    var sum = new AtomicLong();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum.addAndGet(attributes.size());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // went away meanwhile, or is not ours to read
          }
        });
    return sum.get();
  }
}
