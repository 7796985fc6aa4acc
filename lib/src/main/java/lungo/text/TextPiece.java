package lungo.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lungo.data.DataException;
import lungo.tables.CsvFile;
import tech.tablesaw.api.Table;

/**
 * A part of a file of texts.
 *
 * @param file its path
 * @param format how texts lie in it
 * @param from the first byte; texts of lines that begin before it belong to the part before
 * @param to the byte after the last one that a text may begin at
 */
record TextPiece(String file, Format format, long from, long to) implements Serializable {

  /**
   * How texts lie in files.
   *
   * @param kind what one text is
   * @param column of a table in CSV; empty for others
   */
  record Format(Kind kind, String column) implements Serializable {}

  /** What one text is. */
  enum Kind {
    /** A file of UTF-8. */
    FILE,
    /** A line of a file of UTF-8. */
    LINE,
    /** A cell of a table in CSV. */
    CELL
  }

  /** A file in parts; of lines so that none is much larger than a size. */
  static List<TextPiece> of(Path file, Format format, long most) throws IOException {
    long size = Files.size(file);
    String path = file.toAbsolutePath().normalize().toString();
    long count = format.kind == Kind.LINE ? Math.max(1, (size + most - 1) / most) : 1;
    var pieces = new ArrayList<TextPiece>();
    for (long i = 0; i < count; i++) {
      pieces.add(new TextPiece(path, format, i * size / count, (i + 1) * size / count));
    }
    return pieces;
  }

  /** Takes texts, and hears why one cannot be read. */
  interface Texts {
    void add(String text) throws IOException;

    void damaged(DataException why) throws IOException;
  }

  /** Reads its texts; blank lines and cells are none. */
  void read(Texts out) throws IOException {
    try {
      switch (format.kind) {
        case FILE -> out.add(TextData.decoded(Path.of(file)));
        case LINE -> lines(out);
        case CELL -> cells(out);
      }
    } catch (DataException e) {
      out.damaged(e);
    }
  }

  private void cells(Texts out) throws IOException {
    Table table = CsvFile.read(Path.of(file));
    if (!table.containsColumn(format.column)) {
      throw new DataException(
          file + " has no column '" + format.column + "'; there are: " + table.columnNames());
    }
    var column = table.column(format.column);
    for (int row = 0; row < column.size(); row++) {
      if (!column.isMissing(row) && !column.getString(row).isBlank()) {
        out.add(column.getString(row));
      }
    }
  }

  private void lines(Texts out) throws IOException {
    try (FileChannel channel = FileChannel.open(Path.of(file))) {
      channel.position(Math.max(0, from - 1));
      var in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
      long at = Math.max(0, from - 1);
      var line = new ByteArrayOutputStream();
      if (from > 0) {
        at += next(in, line); // it belongs to the part before, but for its end
      }
      while (at < to) {
        long length = next(in, line);
        if (length == 0) {
          return;
        }
        add(line.toByteArray(), at, out);
        at += length;
      }
    }
  }

  private void add(byte[] line, long at, Texts out) throws IOException {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString().strip();
      if (!text.isEmpty()) {
        out.add(text);
      }
    } catch (CharacterCodingException e) {
      out.damaged(
          new DataException(
              file + " is not UTF-8 in the line at byte " + at + "; iconv -t utf-8 converts it",
              e));
    }
  }

  /** Reads a line without its end; how many bytes that were, 0 at the file's end. */
  private static long next(InputStream in, ByteArrayOutputStream line) throws IOException {
    line.reset();
    long count = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      count++;
      if (b == '\n') {
        return count;
      }
      line.write(b);
    }
    return count;
  }

  /** The file's name. */
  String name() {
    return Objects.toString(Path.of(file).getFileName());
  }
}
