package lungo.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lungo.data.DataException;

/**
 * A kind of sound files that can be read; a file's first bytes tell which one it is.
 *
 * @param kind what users call it
 * @param magic how such a file begins
 * @param endings of the names of such files
 * @param parser makes a sound of the bytes
 */
record SoundFormat(String kind, String magic, List<String> endings, Parser parser) {

  static final SoundFormat WAV = new SoundFormat("WAV", "RIFF", List.of(".wav"), WavFile::parse);

  private static final List<SoundFormat> ALL =
      List.of(
          WAV,
          new SoundFormat("FLAC", "fLaC", List.of(".flac"), FlacFile::parse),
          new SoundFormat("Ogg Vorbis", "OggS", List.of(".ogg", ".oga"), VorbisFile::parse));

  /** Makes a sound of a file's bytes; the name is for messages. */
  interface Parser {
    Sound parse(byte[] content, String name);
  }

  static Sound parse(byte[] content, String name) {
    if (content.length == 0) {
      throw new DataException(name + " is empty (0 bytes); expected a sound: " + patterns());
    }
    String beginning = new String(content, 0, Math.min(4, content.length), ISO_8859_1);
    for (SoundFormat format : ALL) {
      if (beginning.equals(format.magic)) {
        return format.parser.parse(content, name);
      }
    }
    throw new DataException(
        name
            + " is no sound that can be read: "
            + ALL.stream().map(f -> f.kind + " begins with " + f.magic).collect(joining(", "))
            + "; convert it, say by ffmpeg -i FILE out.wav");
  }

  /** A file's name without the ending of a sound. */
  static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    return ending(name).map(e -> name.substring(0, name.length() - e.length())).orElse(name);
  }

  static boolean isNamedSo(Path file) {
    String name = String.valueOf(file.getFileName());
    return !name.startsWith(".") && ending(name).isPresent();
  }

  /** Whether a name ends as this kind's do. */
  boolean names(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return endings.stream().anyMatch(name::endsWith);
  }

  private static Optional<String> ending(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ALL.stream()
        .flatMap(format -> format.endings.stream())
        .filter(lower::endsWith)
        .findFirst();
  }

  /** The endings, as patterns of names. */
  static String patterns() {
    return ALL.stream()
        .flatMap(format -> format.endings.stream())
        .map(ending -> "*" + ending)
        .collect(joining(", "));
  }
}
