package lungo.audio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lungo.data.DataException;
import lungo.data.Part;

/**
 * A directory in the layout of Google's Speech Commands (Warden 2018,
 * https://arxiv.org/abs/1804.03209): {@code <class>/*.wav} (or FLAC, or Vorbis in Ogg), where
 * {@code testing_list.txt} and {@code validation_list.txt} name the sounds that are not to be
 * learned from. Folders that begin with an underline, as {@code _background_noise_}, are no
 * classes.
 *
 * @param name the directory, as the user wrote it
 * @param classes the folders' names, in order
 * @param parts the sounds, those to learn from at least
 */
record SoundFolders(String name, List<String> classes, Map<Part, List<SoundFile>> parts) {

  /** A file, and the number of its class. */
  record SoundFile(Path file, int label) {

    /** The file's name without its ending. */
    String stem() {
      return SoundFormat.stem(file);
    }
  }

  private static final Map<Part, String> LISTS =
      Map.of(Part.VALID, "validation_list.txt", Part.TEST, "testing_list.txt");

  SoundFolders {
    classes = List.copyOf(classes);
    parts = new EnumMap<>(parts);
  }

  static SoundFolders open(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new DataException(
          directory
              + " is no directory that exists (looked for it in "
              + Path.of("").toAbsolutePath()
              + "); expected one with a folder a class: <class>/*.wav");
    }
    List<Path> folders = list(directory, Files::isDirectory);
    folders.removeIf(f -> f.getFileName().toString().matches("[._].*"));
    if (folders.isEmpty()) {
      throw new DataException(directory + " has no class folders; expected <class>/*.wav");
    }
    var files = new ArrayList<SoundFile>();
    for (int label = 0; label < folders.size(); label++) {
      List<Path> sounds = list(folders.get(label), SoundFormat::isNamedSo);
      if (sounds.isEmpty()) {
        throw new DataException(
            "class folder " + folders.get(label) + " holds no sounds: " + SoundFormat.patterns());
      }
      for (Path sound : sounds) {
        files.add(new SoundFile(sound, label));
      }
    }
    List<String> classes = folders.stream().map(f -> f.getFileName().toString()).toList();
    return new SoundFolders(directory.toString(), classes, parts(directory, files));
  }

  private static Map<Part, List<SoundFile>> parts(Path directory, List<SoundFile> files) {
    var parts = new EnumMap<Part, List<SoundFile>>(Part.class);
    var rest = new ArrayList<>(files);
    LISTS.forEach(
        (part, list) -> {
          Path file = directory.resolve(list);
          if (Files.exists(file)) {
            Set<Path> named = named(directory, file);
            parts.put(part, files.stream().filter(f -> named.contains(f.file())).toList());
            rest.removeIf(f -> named.contains(f.file()));
          }
        });
    if (rest.isEmpty()) {
      throw new DataException(directory + " leaves no sounds to learn from: its lists name all");
    }
    parts.put(Part.TRAIN, List.copyOf(rest));
    return parts;
  }

  private static Set<Path> named(Path directory, Path list) {
    var named = new HashSet<Path>();
    try (Stream<String> lines = Files.lines(list)) {
      lines
          .map(String::strip)
          .filter(l -> !l.isEmpty())
          .forEach(l -> named.add(directory.resolve(l)));
    } catch (IOException | UncheckedIOException e) {
      throw new DataException(list + " cannot be read: " + e.getMessage(), e);
    }
    for (Path file : named) {
      if (!Files.exists(file)) {
        throw new DataException(list + " names " + file + ", which does not exist");
      }
    }
    return named;
  }

  private static List<Path> list(Path folder, Predicate<Path> wanted) {
    try (Stream<Path> entries = Files.list(folder)) {
      return new ArrayList<>(entries.filter(wanted).sorted().toList());
    } catch (IOException e) {
      throw new DataException(folder + " cannot be listed: " + e.getMessage(), e);
    }
  }

  /** Parts all sounds anew; those of one key of their names stay together. */
  SoundFolders split(double share, UnaryOperator<String> key) {
    List<SoundFile> all =
        parts.values().stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparing(SoundFile::file))
            .toList();
    Map<String, Part> drawn =
        Part.drawn(all.stream().map(f -> key.apply(f.stem())).toList(), share, name);
    Map<Part, List<SoundFile>> split =
        all.stream()
            .collect(
                Collectors.groupingBy(f -> drawn.getOrDefault(key.apply(f.stem()), Part.TRAIN)));
    return new SoundFolders(name, classes, split);
  }

  List<SoundFile> part(Part part) {
    return parts.getOrDefault(part, List.of());
  }
}
