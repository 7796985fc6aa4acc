package lungo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lungo.data.DataException;
import lungo.data.Loader;
import lungo.models.Gpt;
import lungo.models.GptConfig;
import lungo.optim.AdamW;
import lungo.random.Seed;
import lungo.training.Learner;
import lungo.training.Schedules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextShardsTest {

  private static final Path BOOK = Path.of("..", "datasets", "moby-dick", "moby-dick.txt");

  private final Path folder;

  TextShardsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  private static List<String> bookLines() throws IOException {
    return Files.readAllLines(BOOK).stream().map(String::strip).filter(l -> !l.isEmpty()).toList();
  }

  private static Tokenizer tokenizer() throws IOException {
    return BytePairTokenizer.train(Files.readString(BOOK).substring(0, 50_000), 400);
  }

  @Test
  void linesOfABookAreItsTokensWhereverItIsCut() throws IOException {
    Tokenizer tokenizer = tokenizer();
    TokenData tokens = TextShards.lines(tokenizer, BOOK).perShard(100_000).write(folder);
    int[] expected =
        bookLines().stream().flatMapToInt(line -> IntStream.of(tokenizer.encode(line))).toArray();
    assertThat(tokens.batch(16, 4).trainTokens()).isEqualTo(expected);
    assertThat(tokens.toString())
        .contains(" in " + (Files.size(BOOK) + 99_999) / 100_000 + " shards");
    assertThat(tokens.tokenizer().encode("Call me Ishmael"))
        .isEqualTo(tokenizer.encode("Call me Ishmael"));
    assertThat(TokenData.open(folder).toString()).isEqualTo(tokens.toString());
  }

  @Test
  void filesAndCellsOfCsvAreTextsThatEndWithTheirMark() throws IOException {
    Path texts = Files.createDirectories(folder.resolve("texts/deeper"));
    Files.writeString(texts.resolve("b.txt"), "one\r\ntwo\n");
    Files.writeString(folder.resolve("texts/a.txt"), "zero");
    Path table = Files.writeString(folder.resolve("t.csv"), "id,text\n1,\"a, b\nc\"\n2,\n3,zero\n");
    var json = folder.resolve("tokenizer.json");
    CharTokenizer.of("abcdefghijklmnopqrstuvwxyz, \n").save(json);
    // The characters' own tokenizer, with a token more that texts end with.
    Files.writeString(
        json,
        Files.readString(json)
            .replace(
                "\"added_tokens\": []",
                "\"added_tokens\": [{\"id\": 29, \"content\": \"<|endoftext|>\"}]"));
    Tokenizer tokenizer = Tokenizers.load(json);
    int end = tokenizer.id("<|endoftext|>").orElseThrow();
    TokenData files =
        TextShards.files(tokenizer, folder.resolve("texts")).write(folder.resolve("f"));
    assertThat(files.batch(1, 1).trainTokens())
        .isEqualTo(marked(end, tokenizer.encode("zero"), tokenizer.encode("one\ntwo\n")));
    TokenData cells = TextShards.csv(tokenizer, "text", table).write(folder.resolve("c"));
    assertThat(cells.batch(1, 1).trainTokens())
        .isEqualTo(marked(end, tokenizer.encode("a, b\nc"), tokenizer.encode("zero")));
    assertThatThrownBy(() -> TextShards.csv(tokenizer, "body", table).write(folder.resolve("d")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no column 'body'; there are: [id, text]");
  }

  @Test
  void aFileThatIsOneShardCannotBeSplitAndTheErrorSaysWhatHelps() throws IOException {
    TokenData file = TextShards.files(tokenizer(), BOOK).perShard(100_000).write(folder);
    assertThatThrownBy(() -> file.split(0.1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("one shard", "perShard(bytes)", "TextShards.lines");
  }

  private static int[] marked(int end, int[]... texts) {
    return Stream.of(texts)
        .flatMapToInt(text -> IntStream.concat(IntStream.of(text), IntStream.of(end)))
        .toArray();
  }

  private static List<List<Long>> inputs(Loader loader, int epoch) {
    var all = new ArrayList<List<Long>>();
    try (var manager = NDManager.newBaseManager();
        var batches = loader.epoch(epoch)) {
      while (batches.hasNext()) {
        var batch = batches.next(manager);
        long[] inputs = batch.inputs().head().toLongArray();
        long[] targets = batch.targets().head().toLongArray();
        int length = inputs.length / batch.size();
        for (int i = 0; i < inputs.length; i++) {
          // Each target is the next token, within a piece.
          if (i % length != length - 1 && targets[i] >= 0) {
            assertThat(targets[i]).isEqualTo(inputs[i + 1]);
          }
        }
        for (int i = 0; i < inputs.length; i += length) {
          all.add(Arrays.stream(inputs, i, i + length).boxed().toList());
        }
      }
    }
    return all;
  }

  @Test
  void piecesComeInAnOrderThatFollowsFromSeedAndEpoch() throws IOException {
    TokenData tokens = TextShards.lines(tokenizer(), BOOK).perShard(100_000).write(folder);
    Seed.set(3);
    TextBatches data = tokens.split(0.15).batch(64, 32);
    List<List<Long>> first = inputs(data.train(), 0);
    assertThat(inputs(data.train(), 0)).isEqualTo(first);
    assertThat(first).hasSize((int) data.train().examples());
    assertThat(inputs(data.train(), 1).get(0)).isNotEqualTo(first.get(0));
    Seed.set(4);
    assertThat(inputs(data.train(), 0).get(0)).isNotEqualTo(first.get(0));
    // What is judged by stays in order, each token but the shards' first ones foretold once.
    try (var manager = NDManager.newBaseManager();
        var batches = data.valid().epoch(0)) {
      long counted = 0;
      while (batches.hasNext()) {
        counted +=
            Arrays.stream(batches.next(manager).targets().head().toLongArray())
                .filter(t -> t >= 0)
                .count();
      }
      assertThat(counted).isEqualTo(data.validTokens().length - 2); // 2 of 12 shards
    }
  }

  @Test
  void aLanguageModelLearnsFromShards() throws IOException {
    String verse = "call me ishmael, some years ago.";
    Path lines = Files.writeString(folder.resolve("verse.txt"), (verse + "\n").repeat(200));
    Tokenizer tokenizer = CharTokenizer.of(verse);
    TokenData tokens = TextShards.lines(tokenizer, lines).perShard(800).write(folder.resolve("s"));
    TextBatches data = tokens.split(0.2).batch(16, 32);
    var learner =
        Learner.languageModel(data, Gpt.of(new GptConfig(tokenizer.size(), 16, 32, 1, 2, 0)))
            .optimizer(AdamW.of(1e-2));
    learner.fit(4, Schedules.constant(1e-2));
    assertThat(learner.perplexity(data.valid()).value()).isLessThan(3);
  }

  @Test
  void whatCannotBeReadIsRefusedOrSkippedWithACount() throws IOException {
    Path lines = folder.resolve("latin.txt");
    Files.writeString(lines, "good\ncaf\u00e9\nlast\n", StandardCharsets.ISO_8859_1);
    Tokenizer tokenizer = CharTokenizer.of("adglost");
    Path out = folder.resolve("out");
    assertThatThrownBy(() -> TextShards.lines(tokenizer, lines).write(out))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("latin.txt is not UTF-8 in the line at byte 5");
    TokenData data = TextShards.lines(tokenizer, lines).skipDamaged().write(out);
    assertThat(data.skipped()).singleElement().asString().contains("latin.txt is not UTF-8");
    assertThat(tokenizer.decode(data.batch(2, 1).trainTokens())).isEqualTo("goodlast");
  }

  @Test
  void aDamagedShardIsRefusedWithItsNameOrLeftOut() throws IOException {
    TokenData tokens = TextShards.lines(tokenizer(), BOOK).perShard(100_000).write(folder);
    Path shard;
    try (Stream<Path> files = Files.list(folder)) {
      shard = files.filter(f -> f.toString().endsWith(".tfrecord")).sorted().toList().get(1);
    }
    byte[] bytes = Files.readAllBytes(shard);
    bytes[1000] ^= 4;
    Files.write(shard, bytes);
    assertThatThrownBy(() -> inputs(tokens.batch(64, 32).train(), 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(shard.getFileName() + " is damaged");
    TokenData left = tokens.skipDamaged();
    assertThat(left.skipped()).singleElement().asString().contains(shard.getFileName() + " is");
    assertThat(left.toString()).contains("in 11 shards", "damaged and skipped: 1");
    assertThat(inputs(left.batch(64, 32).train(), 0)).isNotEmpty();
  }
}
