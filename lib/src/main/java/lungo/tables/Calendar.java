package lungo.tables;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import lungo.data.DataException;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DateTimeColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.columns.Column;

/**
 * What a date says of a day, as numbers that are near for days that are: a column for each weekday,
 * 1 on that day, and the place in the year on a circle, {@code sin} and {@code cos} of it.
 */
final class Calendar {

  private static final int WEEK = 7;

  private Calendar() {}

  /** The columns that a date column gives. */
  static List<DoubleColumn> of(Column<?> dates) {
    if (!(dates instanceof DateColumn || dates instanceof DateTimeColumn)) {
      throw new DataException(
          String.format(
              "column '%s' is of type %s; a calendar needs dates",
              dates.name(), dates.type().name()));
    }
    var columns = new ArrayList<DoubleColumn>();
    for (int day = 1; day <= WEEK; day++) {
      columns.add(DoubleColumn.create(dates.name() + " weekday " + day));
    }
    columns.add(DoubleColumn.create(dates.name() + " year sin"));
    columns.add(DoubleColumn.create(dates.name() + " year cos"));
    for (int row = 0; row < dates.size(); row++) {
      add(columns, day(dates, row));
    }
    return columns;
  }

  private static LocalDate day(Column<?> dates, int row) {
    if (dates.isMissing(row)) {
      throw new DataException("column '" + dates.name() + "' lacks the date of row " + row);
    }
    Object value = dates.get(row);
    return value instanceof LocalDateTime time ? time.toLocalDate() : (LocalDate) value;
  }

  private static void add(List<DoubleColumn> columns, LocalDate day) {
    for (int i = 0; i < WEEK; i++) {
      columns.get(i).append(day.getDayOfWeek().getValue() == i + 1 ? 1 : 0);
    }
    double angle = 2 * Math.PI * (day.getDayOfYear() - 1) / day.lengthOfYear();
    columns.get(WEEK).append(Math.sin(angle));
    columns.get(WEEK + 1).append(Math.cos(angle));
  }
}
