package lungo.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory in ImageNet's layout, {@code train/<class>/*.jpg} with {@code val/} and {@code test/}
 * beside {@code train/}, or one that holds only the class folders. Classes are numbered in the
 * order of their names; pictures may lie deeper inside a class folder.
 */
final class ClassFolders {

  private static final List<String> TRAIN = List.of("train", "training");
  private static final List<String> VALID = List.of("val", "valid", "validation");
  private static final List<String> TEST = List.of("test", "testing");

  private ClassFolders() {}

  static ImageSet open(Path directory) {
    Optional<Path> train = child(directory, TRAIN);
    Path learned = train.orElse(directory);
    List<Path> folders = folders(learned);
    if (folders.isEmpty()) {
      throw nothing(learned);
    }
    List<String> classes = folders.stream().map(ClassFolders::name).toList();
    Map<Part, Subset> parts = new EnumMap<>(Part.class);
    parts.put(Part.TRAIN, Subset.all(images(folders, classes)));
    if (train.isPresent()) {
      child(directory, VALID).ifPresent(f -> parts.put(Part.VALID, heldOut(f, classes)));
      // ImageNet's own test folder holds pictures without classes, which nothing can be judged by.
      child(directory, TEST)
          .filter(f -> !folders(f).isEmpty())
          .ifPresent(f -> parts.put(Part.TEST, heldOut(f, classes)));
    }
    return new ImageSet(directory.toString(), classes, parts, Optional.empty());
  }

  private static DataException nothing(Path directory) {
    int loose = pictures(directory, 1).size();
    String found =
        loose == 0 ? "it holds no pictures" : "its " + loose + " pictures lie in no class folder";
    return new DataException(
        directory
            + " has no class folders: "
            + found
            + "; expected train/<class>/*, val/<class>/* as in ImageNet, or <class>/*, with "
            + String.join(" ", ImageFile.SUFFIXES)
            + " files, or IDX files (train-images-idx3-ubyte.gz, …)");
  }

  private static Subset heldOut(Path directory, List<String> classes) {
    List<Path> folders = folders(directory);
    if (folders.isEmpty()) {
      throw nothing(directory);
    }
    for (Path folder : folders) {
      if (!classes.contains(name(folder))) {
        throw new DataException(
            folder
                + ": no class '"
                + name(folder)
                + "' in the training part, which has "
                + classes);
      }
    }
    return Subset.all(images(folders, classes));
  }

  private static ImageSource.Files images(List<Path> folders, List<String> classes) {
    var files = new ArrayList<Path>();
    var labels = new ArrayList<Integer>();
    for (Path folder : folders) {
      List<Path> pictures = pictures(folder, Integer.MAX_VALUE);
      if (pictures.isEmpty()) {
        throw new DataException(
            "class folder "
                + folder
                + " holds no pictures (looked for "
                + String.join(" ", ImageFile.SUFFIXES)
                + ")");
      }
      files.addAll(pictures);
      int label = classes.indexOf(name(folder));
      pictures.forEach(p -> labels.add(label));
    }
    return new ImageSource.Files(
        List.copyOf(files), labels.stream().mapToInt(Integer::intValue).toArray());
  }

  private static List<Path> folders(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(Files::isDirectory).filter(f -> !isHidden(f)).sorted().toList();
    } catch (IOException e) {
      throw new DataException(directory + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private static List<Path> pictures(Path folder, int depth) {
    try (Stream<Path> files = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
      return files.filter(ClassFolders::isPicture).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new DataException(folder + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private static boolean isPicture(Path file) {
    String name = name(file).toLowerCase(Locale.ROOT);
    return ImageFile.SUFFIXES.stream().anyMatch(name::endsWith) && !isHidden(file);
  }

  private static Optional<Path> child(Path directory, List<String> names) {
    return names.stream().map(directory::resolve).filter(Files::isDirectory).findFirst();
  }

  private static boolean isHidden(Path path) {
    return name(path).startsWith(".");
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
