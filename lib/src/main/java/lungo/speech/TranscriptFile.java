package lungo.speech;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import lungo.audio.Sound;
import lungo.data.DataException;
import lungo.data.Part;

/**
 * A table of sounds with their texts: UTF-8, columns parted by tabs, their names in the first line.
 */
final class TranscriptFile {

  private static final String PART = "part";

  private final Path file;
  private final List<String> columns;

  private TranscriptFile(Path file, String header) {
    this.file = file;
    this.columns = List.of(header.split("\t", -1));
  }

  static Map<Part, List<Utterance>> read(Path file, UnaryOperator<Sound> each) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read as UTF-8: " + e, e);
    }
    var table = new TranscriptFile(file, lines.isEmpty() ? "" : lines.get(0));
    var parts = new EnumMap<Part, List<Utterance>>(Part.class);
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      String[] row = lines.get(i).split("\t", -1);
      if (row.length != table.columns.size()) {
        throw table.wrong(i, "has " + row.length + " columns, the first has " + table.columns);
      }
      Part part = table.part(row, i);
      parts.computeIfAbsent(part, p -> new ArrayList<>()).add(table.utterance(row, i, each));
    }
    return parts;
  }

  private Utterance utterance(String[] row, int line, UnaryOperator<Sound> each) {
    String text = value(row, "text");
    if (text.isBlank()) {
      throw wrong(line, "has no text");
    }
    Sound sound = each.apply(Sound.read(file.resolveSibling(value(row, "file"))));
    if (sound.channels() > 1) {
      throw wrong(
          line,
          "has a "
              + sound
              + "; one channel is needed, which open(table, Sound::mix) makes of each");
    }
    return new Utterance(sound, text.strip(), value(row, "speaker"));
  }

  private Part part(String[] row, int line) {
    if (!columns.contains(PART)) {
      return Part.TRAIN;
    }
    String name = value(row, PART);
    return Arrays.stream(Part.values())
        .filter(p -> p.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    line, "has part '" + name + "'; there are " + Arrays.toString(Part.values())));
  }

  private String value(String[] row, String column) {
    int place = columns.indexOf(column);
    if (place < 0) {
      throw new DataException(
          file
              + " has no column '"
              + column
              + "' in its first line, which has "
              + columns
              + "; expected file, text, speaker and perhaps part, parted by tabs");
    }
    return row[place];
  }

  /**
   * @param line from 0
   */
  private DataException wrong(int line, String what) {
    return new DataException("line " + (line + 1) + " of " + file + " " + what);
  }
}
