package lungo.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Pictures that a table lists, a row each. */
final class ListedImages {

  private ListedImages() {}

  /**
   * @param table names the files, relative to the folder
   * @param parted the column that says {@code train}, {@code valid} or {@code test}, or nothing
   */
  static ImageSet of(Table table, Path folder, String file, String label, Optional<String> parted) {
    Column<?> files = column(table, file);
    Column<?> labels = column(table, label);
    Optional<Column<?>> parts = parted.map(name -> column(table, name));
    List<String> classes =
        labels.asList().stream().map(String::valueOf).distinct().sorted().toList();
    Map<Part, List<Integer>> rows = new EnumMap<>(Part.class);
    for (int row = 0; row < table.rowCount(); row++) {
      Part part = parts.isPresent() ? part(parts.get(), row) : Part.TRAIN;
      rows.computeIfAbsent(part, p -> new ArrayList<>()).add(row);
    }
    if (!rows.containsKey(Part.TRAIN)) {
      throw new DataException("the table " + table.name() + " lists no pictures to train on");
    }
    Map<Part, Subset> subsets = new EnumMap<>(Part.class);
    rows.forEach(
        (part, own) -> {
          List<Path> paths = own.stream().map(row -> path(files, row, folder)).toList();
          int[] numbers =
              own.stream().mapToInt(row -> classes.indexOf(labels.getString(row))).toArray();
          subsets.put(part, Subset.all(new ImageSource.Files(paths, numbers)));
        });
    return new ImageSet(table.name(), classes, subsets, Optional.empty());
  }

  private static Column<?> column(Table table, String name) {
    if (!table.containsColumn(name)) {
      throw new DataException("no column '" + name + "'; there are: " + table.columnNames());
    }
    Column<?> column = table.column(name);
    for (int row = 0; row < column.size(); row++) {
      if (column.isMissing(row)) {
        throw new DataException("column '" + name + "' has nothing in row " + row);
      }
    }
    return column;
  }

  private static Path path(Column<?> files, int row, Path folder) {
    Path path = folder.resolve(files.getString(row));
    if (!Files.isRegularFile(path)) {
      throw new DataException("row " + row + " lists " + path + ", which is no file");
    }
    return path;
  }

  private static Part part(Column<?> column, int row) {
    String word = column.getString(row);
    return Part.named(word)
        .orElseThrow(
            () ->
                new DataException(
                    "column '"
                        + column.name()
                        + "', row "
                        + row
                        + ": expected train, valid or test, got '"
                        + word
                        + "'"));
  }
}
