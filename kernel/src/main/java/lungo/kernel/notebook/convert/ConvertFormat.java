package lungo.kernel.notebook.convert;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import lungo.kernel.notebook.NotebookException;

/** What a notebook can be converted to. */
public enum ConvertFormat {
  /** One page that needs nothing else. */
  HTML(".html"),
  /** A text with its pictures in a folder beside it. */
  MARKDOWN(".md"),
  /** A script for jshell. */
  JSH(".jsh"),
  /** A folder with a project. */
  MAVEN("");

  private final String ending;

  ConvertFormat(String ending) {
    this.ending = ending;
  }

  /**
   * How names of such files end.
   *
   * @return a dot and letters; nothing for a folder
   */
  public String ending() {
    return ending;
  }

  /**
   * The format of a name.
   *
   * @param name such as {@code html}
   * @return the format
   * @throws NotebookException if there is none; the message has the choices
   */
  public static ConvertFormat of(String name) throws NotebookException {
    for (ConvertFormat format : values()) {
      if (format.toString().equals(name.toLowerCase(Locale.ROOT)) || name.equals(format.ending)) {
        return format;
      }
    }
    throw new NotebookException(
        "no format '"
            + name
            + "'; there are "
            + Arrays.stream(values())
                .map(ConvertFormat::toString)
                .collect(Collectors.joining(", ")));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
