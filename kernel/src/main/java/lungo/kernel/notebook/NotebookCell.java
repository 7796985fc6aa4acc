package lungo.kernel.notebook;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** A cell of a notebook. */
public sealed interface NotebookCell {

  /**
   * The cell's id, unique in its notebook.
   *
   * @return 1 to 64 letters, digits, hyphens and underscores
   */
  String id();

  /**
   * The cell's text.
   *
   * @return the text, lines ending in {@code \n}
   */
  String source();

  /**
   * The cell's metadata.
   *
   * @return a JSON object
   */
  Map<String, Object> metadata();

  /**
   * The fields that this type has no name for, such as {@code attachments}.
   *
   * @return a JSON object
   */
  Map<String, Object> rest();

  /**
   * Whether the cell has a tag.
   *
   * @param tag the tag
   * @return whether the metadata lists it
   */
  default boolean isTagged(String tag) {
    return metadata().get("tags") instanceof List<?> tags && tags.contains(tag);
  }

  /**
   * The first line that says something, for lists and errors: no comment and no import unless there
   * is nothing else.
   *
   * @return the line without surrounding blanks; empty if there is none
   */
  default String title() {
    List<String> lines = source().lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    return lines.stream()
        .filter(line -> !line.startsWith("//") && !line.startsWith("import "))
        .findFirst()
        .orElse(lines.isEmpty() ? "" : lines.get(0));
  }

  /**
   * A cell of code with what it printed and showed.
   *
   * @param id the cell's id
   * @param source the code
   * @param metadata the cell's metadata
   * @param executionCount the number of the execution that made the outputs, if there was one
   * @param outputs what the cell printed and showed
   * @param rest all other fields
   */
  record Code(
      String id,
      String source,
      Map<String, Object> metadata,
      OptionalInt executionCount,
      List<NotebookOutput> outputs,
      Map<String, Object> rest)
      implements NotebookCell {

    /**
     * Checks the id and copies the collections.
     *
     * @param id the cell's id
     * @param source the code
     * @param metadata the cell's metadata
     * @param executionCount the number of the execution that made the outputs, if there was one
     * @param outputs what the cell printed and showed
     * @param rest all other fields
     */
    public Code {
      checkId(id);
      metadata = copy(metadata);
      outputs = List.copyOf(outputs);
      rest = copy(rest);
    }

    /**
     * A cell that was not executed.
     *
     * @param id the cell's id
     * @param source the code
     * @param tags the cell's tags
     * @return the cell
     */
    public static Code of(String id, String source, String... tags) {
      Map<String, Object> metadata = tags.length == 0 ? Map.of() : Map.of("tags", List.of(tags));
      return new Code(id, source, metadata, OptionalInt.empty(), List.of(), Map.of());
    }

    /**
     * Whether a run executes the cell.
     *
     * @return whether it holds something and is not tagged {@code skip-execution}
     */
    public boolean runs() {
      return !source.isBlank() && !isTagged("skip-execution");
    }

    /**
     * This cell as another execution left it.
     *
     * @param executionCount the number of the execution, if there was one
     * @param outputs what the cell printed and showed
     * @return a new cell
     */
    public Code executed(OptionalInt executionCount, List<NotebookOutput> outputs) {
      return new Code(id, source, metadata, executionCount, outputs, rest);
    }
  }

  /**
   * A cell of prose.
   *
   * @param id the cell's id
   * @param source the Markdown
   * @param metadata the cell's metadata
   * @param rest all other fields
   */
  record Markdown(String id, String source, Map<String, Object> metadata, Map<String, Object> rest)
      implements NotebookCell {

    /**
     * Checks the id and copies the collections.
     *
     * @param id the cell's id
     * @param source the Markdown
     * @param metadata the cell's metadata
     * @param rest all other fields
     */
    public Markdown {
      checkId(id);
      metadata = copy(metadata);
      rest = copy(rest);
    }

    /**
     * A cell without metadata.
     *
     * @param id the cell's id
     * @param source the Markdown
     * @return the cell
     */
    public static Markdown of(String id, String source) {
      return new Markdown(id, source, Map.of(), Map.of());
    }
  }

  /**
   * A cell that is passed on to a converter as it is.
   *
   * @param id the cell's id
   * @param source the text
   * @param metadata the cell's metadata
   * @param rest all other fields
   */
  record Raw(String id, String source, Map<String, Object> metadata, Map<String, Object> rest)
      implements NotebookCell {

    /**
     * Checks the id and copies the collections.
     *
     * @param id the cell's id
     * @param source the text
     * @param metadata the cell's metadata
     * @param rest all other fields
     */
    public Raw {
      checkId(id);
      metadata = copy(metadata);
      rest = copy(rest);
    }
  }

  /** What nbformat's schema asks of an id. */
  Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private static void checkId(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "a cell's id is 1 to 64 letters, digits, hyphens and underscores, got '" + id + "'");
    }
  }

  private static Map<String, Object> copy(Map<String, Object> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
