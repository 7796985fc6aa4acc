package lungo.tables;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import lungo.data.DataException;
import lungo.data.OpenedData;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * Reads tables of comma-separated values with all rows looked at for the columns' types; Tablesaw
 * itself looks at some of them, and fails late where others differ.
 *
 * <pre>{@code
 * var flights = CsvFile.read("../datasets/nyc-flights/flights.csv");
 * var survey = CsvFile.read("survey.csv.gz", "unknown", "-1");      // these are missing, too
 * }</pre>
 */
public final class CsvFile {

  /** What stands for a missing value in most files. */
  private static final List<String> MISSING =
      List.of("", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "*", "?", "-");

  /** Letters that a cell of text may have. */
  private static final int LONGEST = 1 << 20;

  private CsvFile() {}

  /**
   * Reads a file.
   *
   * @param file UTF-8, the names of the columns on its first line; {@code .gz} is unpacked
   * @param missing texts that mean a missing value, beside the empty one, {@code NA}, {@code N/A},
   *     {@code NaN}, {@code null}, {@code None}, {@code ?}, {@code *} and {@code -}
   * @return the table, with the file's name
   * @throws DataException if it cannot be read or is no table
   */
  public static Table read(String file, String... missing) {
    return read(Path.of(file), missing);
  }

  /**
   * Reads a file.
   *
   * @param file UTF-8, the names of the columns on its first line; {@code .gz} is unpacked
   * @param missing texts that mean a missing value, beside the usual ones
   * @return the table, with the file's name
   * @throws DataException if it cannot be read or is no table
   * @see #read(String, String...)
   */
  public static Table read(Path file, String... missing) {
    var all = new ArrayList<>(MISSING);
    all.addAll(List.of(missing));
    return read(file, options -> options.missingValueIndicator(all.toArray(String[]::new)));
  }

  /**
   * Reads a file with each cell as the text that stands there: no numbers, no dates, nothing
   * missing.
   *
   * @param file UTF-8, the names of the columns on its first line; {@code .gz} is unpacked
   * @return the table of text columns, with the file's name
   * @throws DataException if it cannot be read or is no table
   */
  public static Table readTexts(Path file) {
    return read(
        file,
        options ->
            options
                .columnTypes(name -> ColumnType.STRING)
                .maxCharsPerColumn(LONGEST)
                .missingValueIndicator(""));
  }

  private static Table read(Path file, Consumer<CsvReadOptions.Builder> how) {
    OpenedData.note(file);
    String name = String.valueOf(file.getFileName());
    try (InputStream in = open(file)) {
      var options =
          CsvReadOptions.builder(in)
              .tableName(name.replaceFirst("\\.csv(\\.gz)?$", ""))
              .sample(false);
      how.accept(options);
      return Table.read().csv(options.build());
    } catch (IOException e) {
      throw new DataException("cannot read the table " + file + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new DataException(file + " is no table of CSV: " + e.getMessage(), e);
    }
  }

  private static InputStream open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no such file");
    }
    var in = new BufferedInputStream(Files.newInputStream(file));
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
  }
}
