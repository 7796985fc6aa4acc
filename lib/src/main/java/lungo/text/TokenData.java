package lungo.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lungo.data.DataException;
import lungo.data.OpenedData;
import lungo.data.ShardEntry;
import lungo.data.ShardFolder;
import lungo.random.Seed;

/**
 * Texts that {@link TextShards} has cut into tokens, of which few shards are in memory at a time.
 *
 * <pre>{@code
 * var data = TokenData.open(Path.of("tokens")).split(0.1).batch(128, 32);
 * var model = Gpt.of(GptConfig.tiny(data.tokenizer().size()).context(128));
 * Learner.languageModel(data, model).optimizer(AdamW.of(1e-3)).fit(1);
 * }</pre>
 */
public final class TokenData {

  private final ShardFolder folder;
  private final Tokenizer tokenizer;
  private final List<ShardEntry> train;
  private final List<ShardEntry> valid;
  private final List<String> skipped;

  private TokenData(
      ShardFolder folder,
      Tokenizer tokenizer,
      List<ShardEntry> train,
      List<ShardEntry> valid,
      List<String> skipped) {
    this.folder = folder;
    this.tokenizer = tokenizer;
    this.train = train;
    this.valid = valid;
    this.skipped = skipped;
  }

  /**
   * Opens a folder of shards.
   *
   * @param folder what {@link TextShards#write} has written
   * @return its tokens, all of them to learn from
   * @throws DataException if it holds none, or was not written to its end
   */
  public static TokenData open(Path folder) {
    OpenedData.note(folder);
    ShardFolder read = ShardFolder.read(folder);
    if (!read.kind().equals(TextShards.KIND)) {
      throw new DataException(
          folder + " holds shards of " + read.kind() + ", expected " + TextShards.KIND);
    }
    Tokenizer tokenizer = Tokenizers.load(folder.resolve(TextShards.TOKENIZER));
    return new TokenData(read, tokenizer, read.entries(), List.of(), read.skipped());
  }

  /**
   * Puts shards aside to judge by, drawn as the seed says.
   *
   * @param share in (0, 1), such as 0.1; one shard at least
   * @return both parts
   * @throws IllegalArgumentException if the share is out of range
   * @throws DataException if there is only one shard
   */
  public TokenData split(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("the share must be in (0, 1), got " + share);
    }
    var all = new ArrayList<>(train);
    all.addAll(valid);
    if (all.size() < 2) {
      throw new DataException(
          folder.folder()
              + " is one shard, which cannot be split; write it with a smaller perShard(bytes),"
              + " and a single file by TextShards.lines(…), since files(…) cuts none");
    }
    int count = (int) Math.max(1, Math.min(all.size() - 1, Math.round(share * all.size())));
    int[] order = Seed.permutation(all.size(), Seed.stream("split"));
    var kept = new ArrayList<ShardEntry>();
    var aside = new ArrayList<ShardEntry>();
    for (int i = 0; i < order.length; i++) {
      (order[i] < count ? aside : kept).add(all.get(i));
    }
    return new TokenData(folder, tokenizer, kept, aside, skipped);
  }

  /**
   * Leaves out shards that are missing or damaged. Without this the batch that needs one refuses
   * it. All shards are read once.
   *
   * @return the tokens of the others; {@link #skipped} says which were left out
   * @throws DataException if none is left to learn from
   */
  public TokenData skipDamaged() {
    var reasons = new ArrayList<>(skipped);
    List<ShardEntry> left = whole(train, reasons);
    if (left.isEmpty()) {
      throw new DataException(
          "no shard is whole; of what is damaged, the first: " + reasons.get(0));
    }
    return new TokenData(folder, tokenizer, left, whole(valid, reasons), reasons);
  }

  private List<ShardEntry> whole(List<ShardEntry> shards, List<String> reasons) {
    var whole = new ArrayList<ShardEntry>();
    for (ShardEntry shard : shards) {
      try {
        folder.records(shard, (record, where) -> {});
        whole.add(shard);
      } catch (DataException e) {
        reasons.add(String.valueOf(e.getMessage()));
      }
    }
    return whole;
  }

  /**
   * What was left out: texts when the shards were written, and shards by {@link #skipDamaged}.
   *
   * @return a message each, with the file's name and what is wrong with it
   */
  public List<String> skipped() {
    return List.copyOf(skipped);
  }

  /**
   * What has cut the texts.
   *
   * @return the tokenizer
   */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * Cuts both parts into pieces. The part to learn from is shuffled anew each epoch: its shards,
   * and the pieces of eight of them at a time.
   *
   * @param context tokens a piece, 1 or more
   * @param batchSize pieces a batch, 1 or more
   * @return the batches, for training by {@code Learner.languageModel}
   * @throws DataException if no shard is long enough for a piece
   */
  public TextBatches batch(int context, int batchSize) {
    return new TextBatches(
        tokenizer,
        context,
        batchSize,
        new ShardTokens(folder, train),
        new ShardTokens(folder, valid));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %,d tokens in %d shards to learn from, %,d in %d to judge by%s",
        folder.folder(),
        new ShardTokens(folder, train).size(),
        train.size(),
        new ShardTokens(folder, valid).size(),
        valid.size(),
        skipped.isEmpty() ? "" : "; damaged and skipped: " + skipped.size());
  }
}
