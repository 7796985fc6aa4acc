package lungo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import lungo.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compared with Hugging Face's tokenizers; {@code src/test/python/tokenizers_reference.py} made the
 * values.
 */
class TokenizersTest {

  private final Path folder;
  private final JsonObject reference =
      JsonParser.parseString(resource("tokenizers.json")).getAsJsonObject();

  TokenizersTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static String resource(String name) {
    try (var in =
        Objects.requireNonNull(TokenizersTest.class.getResourceAsStream("/lungo/text/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Tokenizer load(String name) throws IOException {
    return load(name, resource(name + "-tokenizer.json"));
  }

  private Tokenizer load(String name, String json) throws IOException {
    return Tokenizers.load(Files.writeString(folder.resolve(name + ".json"), json));
  }

  private static int[] ints(JsonElement list) {
    JsonArray numbers = list.getAsJsonArray();
    return IntStream.range(0, numbers.size()).map(i -> numbers.get(i).getAsInt()).toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama3"})
  void tokensAreHuggingFaces(String name) throws IOException {
    Tokenizer tokenizer = load(name);
    var texts = reference.getAsJsonArray("texts");
    var expected = reference.getAsJsonObject(name);
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i).getAsString();
      int[] ids = tokenizer.encode(text);
      assertThat(ids).as(text).isEqualTo(ints(expected.getAsJsonArray("ids").get(i)));
      assertThat(tokenizer.decode(ids)).isEqualTo(text);
    }
  }

  @Test
  void wordPiecesAreHuggingFaces() throws IOException {
    Tokenizer tokenizer = load("bert");
    var texts = reference.getAsJsonArray("texts");
    var expected = reference.getAsJsonObject("bert");
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i).getAsString();
      int[] ids = tokenizer.encode(text);
      assertThat(ids).as(text).isEqualTo(ints(expected.getAsJsonArray("ids").get(i)));
      assertThat(tokenizer.decode(ids))
          .isEqualTo(expected.getAsJsonArray("decoded").get(i).getAsString());
    }
  }

  @Test
  void pairsAreMarkedAsHuggingFaceMarksThem() throws IOException {
    var tokenizer = (WordPieceTokenizer) load("bert");
    var expected = reference.getAsJsonObject("pair");
    int[] ids = tokenizer.encodePair("Call me Ishmael.", "Some years ago");
    assertThat(ids).isEqualTo(ints(expected.get("ids")));
    assertThat(tokenizer.types(ids)).isEqualTo(ints(expected.get("types")));
    assertThat(tokenizer.types(tokenizer.encodeMarked("Call"))).containsOnly(0);
  }

  @Test
  void wordPiecesAreSavedAndReadAgain() throws IOException {
    var tokenizer = load("bert");
    tokenizer.save(folder.resolve("tokenizer.json"));
    Tokenizer again = Tokenizers.load(folder);
    String text = "Some years ago—[MASK] 東京 naïve";
    assertThat(again.encode(text))
        .isEqualTo(tokenizer.encode(text))
        .contains(tokenizer.id("[MASK]").orElseThrow());
  }

  @Test
  void wordPiecesOfAnotherNormalizerAreRefused() {
    String other = resource("bert-tokenizer.json").replace("BertNormalizer", "Lowercase");
    assertThatThrownBy(() -> load("other", other))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not cut as BERT cuts them");
  }

  @Test
  void trainingFindsTheMergesOfHuggingFace() {
    var trained = BytePairTokenizer.train(resource("loomings.txt"), 419);
    var merges = reference.getAsJsonArray("merges").asList();
    assertThat(IntStream.range(256, trained.size()).mapToObj(trained::token))
        .containsExactlyElementsOf(
            merges.stream().map(m -> m.getAsString().replace(" ", "")).toList());
  }

  @Test
  void trainingFindsTheWordPiecesOfHuggingFace() throws IOException {
    Tokenizer theirs = load("bert");
    var ours = WordPieceTokenizer.train(resource("loomings.txt"), theirs.size());
    var tokens = IntStream.range(0, ours.size()).mapToObj(ours::token).toList();
    assertThat(tokens)
        .startsWith("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
        .doesNotHaveDuplicates();
    // Of the pairs that are as frequent as the last one that is joined, it takes others.
    var expected = IntStream.range(0, theirs.size()).mapToObj(theirs::token).toList();
    assertThat(expected.stream().filter(tokens::contains).count())
        .isGreaterThanOrEqualTo(theirs.size() - 3);
    String text = "Call me Ishmael. Some years ago";
    assertThat(ours.decode(ours.encode(text))).isEqualTo("call me ishmael. some years ago");
    ours.save(folder.resolve("trained.json"));
    assertThat(Tokenizers.load(folder.resolve("trained.json")).encode(text))
        .isEqualTo(ours.encode(text));
  }

  @Test
  void everyTextComesBackFromItsBytes() {
    var tokenizer = BytePairTokenizer.train("whale whale whale", 260);
    for (String text : List.of("🐋 Grüße\n\t\u0000", "  ", "whalewhale")) {
      assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }
    // " whale" is learned: w+h, a+l, …
    assertThat(tokenizer.encode("whale").length).isLessThan(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "llama3"})
  void whatIsSavedIsReadAgain(String name) throws IOException {
    Tokenizer tokenizer = load(name);
    tokenizer.save(folder.resolve("again.json"));
    Tokenizer again = Tokenizers.load(folder.resolve("again.json"));
    assertThat(again.size()).isEqualTo(tokenizer.size());
    String text = resource("loomings.txt") + "<|endoftext|>12345 Ünï";
    assertThat(again.encode(text)).isEqualTo(tokenizer.encode(text));
  }

  @Test
  void charactersAreSavedAndReadAgain() throws IOException {
    var tokenizer = CharTokenizer.of("Moby\nDick—🐋");
    tokenizer.save(folder.resolve("tokenizer.json"));
    Tokenizer again = Tokenizers.load(folder);
    assertThat(again.encode("🐋—ok".substring(0, 3))).isEqualTo(tokenizer.encode("🐋—"));
    assertThat(again.decode(again.encode("Moby"))).isEqualTo("Moby");
    assertThat(again.size()).isEqualTo(11);
  }

  @Test
  void unknownCharactersAndTokensAreNamed() {
    var tokenizer = CharTokenizer.of("abc");
    assertThatThrownBy(() -> tokenizer.encode("abé"))
        .isInstanceOf(DataException.class)
        .hasMessage("character 'é' (U+00E9) is not in the vocabulary of 3 characters: abc");
    assertThatThrownBy(() -> tokenizer.decode(0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("token 3 is out of range: tokens must be in [0, 3)");
    assertThatThrownBy(() -> CharTokenizer.of("")).hasMessageContaining("got an empty one");
    assertThatThrownBy(() -> BytePairTokenizer.train("", 300))
        .hasMessageContaining("got an empty one");
    assertThatThrownBy(() -> BytePairTokenizer.train("a", 255)).hasMessageContaining("255");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ \"model\": | is no JSON",
        "[] | expected a JSON object",
        "{} | it has no 'model'",
        "{\"model\": {\"type\": \"Unigram\"}} | its model is 'Unigram'",
        "{\"model\": {\"type\": \"BPE\"}} | no 'vocab'",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0, \"b\": 0}}} | each once; 'b' has 0",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": \"x\"}}} | the number of token 'a' is",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"a c\"]}}"
            + " | that the vocabulary lacks",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}, \"merges\": [\"a\"]}}"
            + " | must have two tokens",
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0}}} | not byte-level"
      })
  void corruptFilesSayWhatIsWrong(String json, String message) {
    assertThatThrownBy(() -> load("corrupt", json))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(folder.resolve("corrupt.json").toString())
        .hasMessageContaining(message);
  }

  /** Whatever a broken download or disk left: it is read, or named with what is wrong. */
  @Test
  void damagedFilesAreNamed() throws IOException {
    Path file = folder.resolve("tokenizer.json");
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> Tokenizers.load(file))
        .isInstanceOf(DataException.class)
        .hasMessage(file + " is no tokenizer: expected a JSON object");
    byte[] whole = bytes("bert-tokenizer.json");
    var random = new SplittableRandom(1);
    int refused = 0;
    for (int i = 0; i < 40; i++) {
      byte[] damaged =
          Arrays.copyOf(whole, i % 2 == 0 ? random.nextInt(whole.length) : whole.length);
      if (i % 2 == 1) {
        damaged[random.nextInt(1000)] = (byte) random.nextInt(256);
      }
      Files.write(file, damaged);
      try {
        Tokenizers.load(file);
      } catch (DataException e) {
        assertThat(e).hasMessageContaining(file.toString());
        refused++;
      }
    }
    assertThat(refused).isGreaterThanOrEqualTo(20);
  }

  private static byte[] bytes(String name) throws IOException {
    try (var in =
        Objects.requireNonNull(TokenizersTest.class.getResourceAsStream("/lungo/text/" + name))) {
      return in.readAllBytes();
    }
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Tokenizers.load(folder))
        .isInstanceOf(DataException.class)
        .hasMessage("no file " + folder.resolve("tokenizer.json"));
  }
}
