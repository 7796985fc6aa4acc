package lungo.spark;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DateTimeColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.ShortColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * DataFrames to and from Tablesaw's tables. Missing values stay missing.
 *
 * <pre>{@code
 * Dataset<Row> frame = DataFrames.of(Table.read().csv("penguins.csv"));
 * Table table = DataFrames.toTable(frame.groupBy("species").count());
 * }</pre>
 */
public final class DataFrames {

  private DataFrames() {}

  /**
   * A table as a DataFrame of the session, with its columns' names and types; times of day, which
   * Spark lacks, become text.
   *
   * @param table the table
   * @return a DataFrame with the same rows
   * @throws IllegalStateException if there is no session
   */
  public static Dataset<Row> of(Table table) {
    var fields = new ArrayList<StructField>();
    for (Column<?> column : table.columns()) {
      fields.add(DataTypes.createStructField(column.name(), typeOf(column.type()), true));
    }
    var rows = new ArrayList<Row>(table.rowCount());
    for (int r = 0; r < table.rowCount(); r++) {
      var values = new @Nullable Object[fields.size()];
      for (int c = 0; c < values.length; c++) {
        values[c] = value(table.column(c), r);
      }
      rows.add(RowFactory.create(values));
    }
    return Spark.session().createDataFrame(rows, DataTypes.createStructType(fields));
  }

  private static DataType typeOf(ColumnType type) {
    if (type.equals(ColumnType.BOOLEAN)) {
      return DataTypes.BooleanType;
    } else if (type.equals(ColumnType.SHORT)) {
      return DataTypes.ShortType;
    } else if (type.equals(ColumnType.INTEGER)) {
      return DataTypes.IntegerType;
    } else if (type.equals(ColumnType.LONG)) {
      return DataTypes.LongType;
    } else if (type.equals(ColumnType.FLOAT)) {
      return DataTypes.FloatType;
    } else if (type.equals(ColumnType.DOUBLE)) {
      return DataTypes.DoubleType;
    } else if (type.equals(ColumnType.LOCAL_DATE)) {
      return DataTypes.DateType;
    } else if (type.equals(ColumnType.INSTANT)) {
      return DataTypes.TimestampType;
    } else if (type.equals(ColumnType.LOCAL_DATE_TIME)) {
      return DataTypes.TimestampNTZType;
    }
    return DataTypes.StringType;
  }

  private static @Nullable Object value(Column<?> column, int row) {
    if (column.isMissing(row)) {
      return null;
    }
    Object value = column.get(row);
    if (value instanceof LocalDate date) {
      return Date.valueOf(date);
    }
    if (value instanceof Instant instant) {
      return Timestamp.from(instant);
    }
    return typeOf(column.type()).equals(DataTypes.StringType) ? String.valueOf(value) : value;
  }

  /**
   * All rows of a DataFrame as a table in this process's memory. Decimals become doubles; what
   * Tablesaw has no column for (arrays, maps, structures, bytes) becomes text.
   *
   * @param frame the DataFrame; take {@code frame.limit(n)} of large ones
   * @return a table with its columns' names
   */
  public static Table toTable(Dataset<Row> frame) {
    List<Row> rows = frame.collectAsList();
    StructField[] fields = frame.schema().fields();
    var table = Table.create();
    for (int c = 0; c < fields.length; c++) {
      Column<?> column = columnOf(fields[c]);
      for (Row row : rows) {
        append(column, row.isNullAt(c) ? null : row.get(c));
      }
      table.addColumns(column);
    }
    return table;
  }

  private static Column<?> columnOf(StructField field) {
    DataType type = field.dataType();
    String name = field.name();
    if (type.equals(DataTypes.BooleanType)) {
      return BooleanColumn.create(name);
    } else if (type.equals(DataTypes.ByteType) || type.equals(DataTypes.ShortType)) {
      return ShortColumn.create(name);
    } else if (type.equals(DataTypes.IntegerType)) {
      return IntColumn.create(name);
    } else if (type.equals(DataTypes.LongType)) {
      return LongColumn.create(name);
    } else if (type.equals(DataTypes.FloatType)) {
      return FloatColumn.create(name);
    } else if (type.equals(DataTypes.DoubleType) || type instanceof DecimalType) {
      return DoubleColumn.create(name);
    } else if (type.equals(DataTypes.DateType)) {
      return DateColumn.create(name);
    } else if (type.equals(DataTypes.TimestampType)) {
      return InstantColumn.create(name);
    } else if (type.equals(DataTypes.TimestampNTZType)) {
      return DateTimeColumn.create(name);
    }
    return StringColumn.create(name);
  }

  private static void append(Column<?> column, @Nullable Object value) {
    if (value == null) {
      column.appendMissing();
    } else if (value instanceof Byte number) {
      column.appendObj(number.shortValue());
    } else if (value instanceof BigDecimal number) {
      column.appendObj(number.doubleValue());
    } else if (value instanceof Date date) {
      column.appendObj(date.toLocalDate());
    } else if (value instanceof Timestamp time) {
      column.appendObj(time.toInstant());
    } else if (column instanceof StringColumn || value instanceof LocalDateTime) {
      column.appendObj(column instanceof StringColumn ? String.valueOf(value) : value);
    } else {
      column.appendObj(value);
    }
  }
}
