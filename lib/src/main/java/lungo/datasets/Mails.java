package lungo.datasets;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * SpamAssassin's mails as a table: {@code label} (ham or spam), {@code collection}, {@code
 * subject}, which copies and answers of a mail have in common, and {@code text}, the subject and
 * the first words of the body without its tags.
 */
final class Mails {

  private static final String FILE = "mails.tsv";
  private static final int WORDS = 120;
  private static final Pattern UNSEEN =
      Pattern.compile(
          "(?is)<(script|style)\\b.*?</\\1>|<[^>]{0,2000}>|&#?\\w{1,8};|[\\p{Cntrl}\\uFFFD]");

  private Mails() {}

  /** A {@link Recipe}. */
  static void write(Path unpacked, DataSet set, Path into) throws IOException {
    var lines = new ArrayList<String>(List.of("label\tcollection\tsubject\ttext"));
    List<Path> files;
    try (Stream<Path> all = Files.walk(unpacked)) {
      files =
          all.filter(f -> f.toString().endsWith(".json") && !f.endsWith("file_list.json"))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      line(file).ifPresent(lines::add);
    }
    if (lines.size() == 1) {
      throw new IOException(set.parcel().name() + " holds no mails");
    }
    Files.writeString(into.resolve(FILE), String.join("\n", lines) + "\n");
  }

  private static Optional<String> line(Path file) throws IOException {
    JsonObject mail;
    try {
      mail = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException(file.getFileName() + " is no mail: " + e.getMessage(), e);
    }
    String collection = mail.get("group").getAsString();
    String whole = mail.get("text").getAsString().replace("\r\n", "\n");
    int gap = whole.indexOf("\n\n");
    if (gap < 0) {
      return Optional.empty();
    }
    String subject =
        whole
            .substring(0, gap)
            .lines()
            .filter(line -> line.regionMatches(true, 0, "Subject:", 0, 8))
            .map(line -> words(line.substring(8), WORDS))
            .findFirst()
            .orElse("");
    String body = words(UNSEEN.matcher(whole.substring(gap)).replaceAll(" "), WORDS);
    String text = (subject + " " + body).strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String label = collection.startsWith("spam") ? "spam" : "ham";
    return Optional.of(String.join("\t", label, collection, topic(subject, file), text));
  }

  /** A subject without what answers put before it; a mail without one is alone. */
  private static String topic(String subject, Path file) {
    String bare = subject.toLowerCase(Locale.ROOT);
    String shorter = bare.replaceFirst("^((re|fw|fwd|aw)\\s*(\\[\\d+])?:\\s*|\\[[^]]*]\\s*)+", "");
    return shorter.isBlank() ? String.valueOf(file.getFileName()) : shorter;
  }

  private static String words(String text, int most) {
    return Stream.of(text.strip().split("\\s+", -1)).limit(most).collect(Collectors.joining(" "));
  }
}
