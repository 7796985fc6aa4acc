package lungo.tables;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import lungo.data.DataException;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DateTimeColumn;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.TimeColumn;
import tech.tablesaw.columns.Column;

/** What is read from a column: the value itself, or one side of a date. */
enum Reading {
  /** The number; true is 1 and false 0. */
  NUMBER("", false),
  /** The value as text. */
  TEXT("", true),
  /** Days since 1970-01-01, with the time of the day as their fraction. */
  DAYS(" days", false),
  /** 1 to 12. */
  MONTH(" month", true),
  /** 1 for Monday to 7. */
  WEEKDAY(" weekday", true),
  /** 0 to 23. */
  HOUR(" hour", true),
  /** Hours since midnight, with a fraction. */
  HOURS(" hours", false);

  private static final double SECONDS_A_DAY = 86_400;
  private static final double NANOSECONDS_AN_HOUR = 3600e9;

  private final String suffix;
  private final boolean isCategory;

  Reading(String suffix, boolean isCategory) {
    this.suffix = suffix;
    this.isCategory = isCategory;
  }

  /**
   * What a model is given of a column.
   *
   * @param categorical whether the user said that its values are categories
   */
  static List<Reading> of(Column<?> column, boolean categorical) {
    if (categorical || column instanceof StringColumn) {
      return List.of(TEXT);
    }
    if (column instanceof NumericColumn<?> || column instanceof BooleanColumn) {
      return List.of(NUMBER);
    }
    if (column instanceof DateColumn) {
      return List.of(DAYS, MONTH, WEEKDAY);
    }
    if (column instanceof DateTimeColumn || column instanceof InstantColumn) {
      return List.of(DAYS, MONTH, WEEKDAY, HOUR);
    }
    if (column instanceof TimeColumn) {
      return List.of(HOURS);
    }
    throw new DataException(
        String.format(
            "column '%s' is of type %s; a model takes numbers, texts, booleans, dates and times:"
                + " leave it out by without(\"%s\")",
            column.name(), column.type().name(), column.name()));
  }

  boolean isCategory() {
    return isCategory;
  }

  /** The name of what is read from a column. */
  String name(String column) {
    return column + suffix;
  }

  /** Reads a number, NaN if it is missing. */
  double number(Column<?> column, int row) {
    if (column.isMissing(row)) {
      return Double.NaN;
    }
    Object value = column.get(row);
    return switch (this) {
      case DAYS -> moment(value).toEpochSecond(ZoneOffset.UTC) / SECONDS_A_DAY;
      case HOURS -> ((LocalTime) value).toNanoOfDay() / NANOSECONDS_AN_HOUR;
      case NUMBER -> value instanceof Boolean is ? (is ? 1 : 0) : ((Number) value).doubleValue();
      case TEXT, MONTH, WEEKDAY, HOUR -> throw new AssertionError(this);
    };
  }

  /** Reads a category, null if it is missing. */
  @Nullable String text(Column<?> column, int row) {
    if (column.isMissing(row)) {
      return null;
    }
    Object value = column.get(row);
    return switch (this) {
      case TEXT -> String.valueOf(value);
      case MONTH -> String.valueOf(moment(value).getMonthValue());
      case WEEKDAY -> String.valueOf(moment(value).getDayOfWeek().getValue());
      case HOUR -> String.valueOf(moment(value).getHour());
      case NUMBER, DAYS, HOURS -> throw new AssertionError(this);
    };
  }

  private static LocalDateTime moment(Object value) {
    if (value instanceof LocalDate day) {
      return day.atStartOfDay();
    }
    return value instanceof Instant instant
        ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
        : (LocalDateTime) value;
  }

  /** Refuses a column from which this cannot be read, since it was of another type in training. */
  void check(Column<?> column) {
    if (this != TEXT && !of(column, false).contains(this)) {
      throw new DataException(
          String.format(
              "column '%s' is of type %s here; in training it had %s",
              column.name(), column.type().name(), this == NUMBER ? "numbers" : "dates or times"));
    }
  }
}
