package lungo.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import lungo.data.DataException;
import lungo.data.Part;
import lungo.tables.CsvFile;
import tech.tablesaw.api.Table;

/**
 * Texts of several classes, in parts to learn from, to decide by and to judge by.
 *
 * <pre>{@code
 * var texts = LabeledTexts.open(Path.of("reviews.tsv"), "label", "author").split(0.15);
 * var tokenizer = WordPieceTokenizer.train(texts.joined(), 4000);
 * var data = texts.batch(tokenizer, 128, 32);
 * var learner = Learner.classifier(data, Bert.sequenceClassifier(config, data.classes().size()));
 * }</pre>
 *
 * @param name what it is called
 * @param classes the classes' names in the order of the logits
 * @param parts the texts of each part
 */
public record LabeledTexts(String name, List<String> classes, Map<Part, List<LabeledText>> parts) {

  /**
   * Copies the lists and checks them.
   *
   * @param name what it is called
   * @param classes the classes' names in the order of the logits
   * @param parts the texts of each part
   * @throws DataException if there is nothing to learn from, or a label is no class
   */
  public LabeledTexts {
    classes = List.copyOf(classes);
    var copy = new EnumMap<Part, List<LabeledText>>(Part.class);
    parts.forEach((part, texts) -> copy.put(part, List.copyOf(texts)));
    parts = copy;
    if (copy.getOrDefault(Part.TRAIN, List.of()).isEmpty()) {
      throw new DataException(name + " has no texts to learn from");
    }
    for (List<LabeledText> texts : copy.values()) {
      for (LabeledText text : texts) {
        if (!classes.contains(text.label())) {
          throw new DataException(
              name + ": label '" + text.label() + "' is none of the classes " + classes);
        }
      }
    }
  }

  /**
   * Texts that are there already.
   *
   * @param texts one or more; the classes are their labels in alphabetical order
   * @return the texts, all of them to learn from
   * @throws DataException if there are none
   */
  public static LabeledTexts of(List<LabeledText> texts) {
    return of("texts", texts);
  }

  private static LabeledTexts of(String name, List<LabeledText> texts) {
    List<String> classes = texts.stream().map(LabeledText::label).distinct().sorted().toList();
    return new LabeledTexts(name, classes, Map.of(Part.TRAIN, texts));
  }

  /**
   * Reads a table: UTF-8, the columns' names in the first line, among them {@code text}. A {@code
   * .csv} or {@code .csv.gz} has commas and quotes; in others tabs part the columns.
   *
   * @param file the table
   * @param label the column with the class
   * @param group the column of what stays in one part, such as a speaker; {@code text} where only
   *     the same text again does
   * @return the texts, all of them to learn from
   * @throws DataException if the file cannot be read, lacks a column or has a line that does not
   *     fit; the message has the line
   */
  public static LabeledTexts open(Path file, String label, String group) {
    if (String.valueOf(file.getFileName()).matches(".*\\.csv(\\.gz)?")) {
      return of(file.toString(), commaSeparated(file, label, group));
    }
    List<String> lines = TextData.read(file).lines().toList();
    List<String> columns = Arrays.asList(lines.get(0).split("\t", -1));
    int text = column(file, columns, "text");
    int named = column(file, columns, label);
    int kept = column(file, columns, group);
    var texts = new ArrayList<LabeledText>();
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split("\t", -1);
      if (cells.length != columns.size()) {
        throw new DataException(
            String.format(
                "%s, line %d: expected %d columns %s, got %d",
                file, i + 1, columns.size(), columns, cells.length));
      }
      texts.add(new LabeledText(cells[text], cells[named], cells[kept]));
    }
    return of(file.toString(), texts);
  }

  private static List<LabeledText> commaSeparated(Path file, String label, String group) {
    Table table = CsvFile.readTexts(file);
    int text = column(file, table.columnNames(), "text");
    int named = column(file, table.columnNames(), label);
    int kept = column(file, table.columnNames(), group);
    return table.stream()
        .map(r -> new LabeledText(r.getString(text), r.getString(named), r.getString(kept)))
        .toList();
  }

  private static int column(Path file, List<String> columns, String name) {
    int at = columns.indexOf(name);
    if (at < 0) {
      throw new DataException(file + " has no column '" + name + "'; it has " + columns);
    }
    return at;
  }

  /**
   * Parts the texts anew into three by their groups, drawn as the seed says.
   *
   * @param share of the groups for the validation and for the test part each, in (0, 0.5)
   * @return the texts in three parts, each in the order of the whole
   * @throws DataException if there are fewer than three groups
   */
  public LabeledTexts split(double share) {
    List<LabeledText> all = parts.values().stream().flatMap(List::stream).toList();
    Map<String, Part> drawn =
        Part.drawn(all.stream().map(LabeledText::group).toList(), share, name);
    return new LabeledTexts(
        name,
        classes,
        all.stream()
            .collect(Collectors.groupingBy(t -> drawn.getOrDefault(t.group(), Part.TRAIN))));
  }

  /**
   * The texts of a part.
   *
   * @param part a part
   * @return its texts, none if there is no such part
   */
  public List<LabeledText> part(Part part) {
    return parts.getOrDefault(part, List.of());
  }

  private List<String> texts(Part part) {
    return part(part).stream().map(LabeledText::text).toList();
  }

  /**
   * The texts to learn from, for a tokenizer.
   *
   * @return a line each
   */
  public String joined() {
    return String.join("\n", texts(Part.TRAIN));
  }

  /**
   * Batches of tokens with the classes, of texts of about the same length to learn from.
   *
   * @param tokenizer what cuts
   * @param length tokens a text with its marks at most, 2 or more; longer texts are cut off
   * @param batchSize texts a batch, 1 or more
   * @return the batches
   * @throws DataException if a part to learn from has less than a batch
   */
  public LabeledTextBatches batch(WordPieceTokenizer tokenizer, int length, int batchSize) {
    if (length < 2) {
      throw new IllegalArgumentException(
          "a text with its marks needs a length of 2 or more, got " + length);
    }
    var loaders = new EnumMap<Part, LabeledTextLoader>(Part.class);
    parts.forEach(
        (part, texts) ->
            loaders.put(
                part, LabeledTextLoader.of(part, texts, classes, tokenizer, length, batchSize)));
    return new LabeledTextBatches(name, classes, loaders, tokenizer, length);
  }

  /**
   * Batches with hidden tokens of the same texts, for a model that learns to read before it learns
   * the classes. The part to judge by is the validation part.
   *
   * @param tokenizer what cuts
   * @param length tokens a text with its marks at most, 3 or more; longer texts are cut off
   * @param batchSize texts a batch, 1 or more
   * @return the batches
   */
  public MaskedBatches mask(WordPieceTokenizer tokenizer, int length, int batchSize) {
    return MaskedBatches.ofTexts(
        texts(Part.TRAIN), texts(Part.VALID), tokenizer, length, batchSize);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %,d texts to learn from, %,d to decide by, %,d to judge by; classes %s",
        name,
        part(Part.TRAIN).size(),
        part(Part.VALID).size(),
        part(Part.TEST).size(),
        classes);
  }
}
