package lungo.text;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import lungo.data.Batch;
import lungo.data.ChosenBatches;
import lungo.data.DataException;
import lungo.data.Loader;
import lungo.data.ShardEntry;
import lungo.data.ShardFolder;
import lungo.data.TfExample;
import lungo.random.Seed;

/**
 * Tokens of shards, of which few are in memory at a time. Pieces do not reach from one shard into
 * the next.
 *
 * @param folder where the shards lie
 * @param entries the shards
 */
record ShardTokens(ShardFolder folder, List<ShardEntry> entries) implements TokenRow {

  ShardTokens {
    entries = List.copyOf(entries);
  }

  private static int count(ShardEntry entry) {
    return Math.toIntExact(IntStream.of(entry.numbers()).asLongStream().sum());
  }

  @Override
  public long size() {
    return entries.stream().mapToLong(ShardTokens::count).sum();
  }

  private int[] read(ShardEntry entry) {
    var tokens = new IntList();
    folder.records(
        entry,
        (record, where) -> {
          for (long token : TfExample.parse(record, where).numbers(TextShards.TOKENS)) {
            tokens.add((int) token);
          }
        });
    return tokens.toArray();
  }

  @Override
  public int[] toArray() {
    return entries.stream().map(this::read).flatMapToInt(IntStream::of).toArray();
  }

  @Override
  public Loader loader(int length, int batchSize, boolean shuffled) {
    return new Pieces(length, batchSize, shuffled);
  }

  private final class Pieces implements Loader {

    /** So many shards are in memory at once, and their pieces mixed. */
    private static final int MIXED = 8;

    private final int length;
    private final int batchSize;
    private final boolean shuffled;

    /** A piece of a shard's tokens. */
    private record Piece(int shard, int start) {}

    Pieces(int length, int batchSize, boolean shuffled) {
      this.length = length;
      this.batchSize = batchSize;
      this.shuffled = shuffled;
      if (examples() == 0) {
        throw new DataException(
            String.format(
                "none of %d shards with %,d tokens in all is long enough for pieces of %,d",
                entries.size(), size(), length));
      }
    }

    private int pieces(ShardEntry entry) {
      int targets = count(entry) - 1;
      if (targets < length) {
        return 0;
      }
      return shuffled ? (targets - (length - 1)) / length : (targets + length - 1) / length;
    }

    @Override
    public int batches() {
      return Math.toIntExact((examples() + batchSize - 1) / batchSize);
    }

    @Override
    public long examples() {
      return entries.stream().mapToLong(this::pieces).sum();
    }

    @Override
    public Epoch epoch(int epoch) {
      List<Piece> order = shuffled ? shuffled(epoch) : inOrder();
      int[] places = IntStream.range(0, order.size()).toArray();
      var read = new Cache();
      return new ChosenBatches(
          ChosenBatches.cut(places, batchSize, batches()),
          (manager, chosen) -> batch(manager, order, chosen, read));
    }

    private List<Piece> inOrder() {
      var order = new ArrayList<Piece>();
      for (int shard = 0; shard < entries.size(); shard++) {
        for (int i = 0; i < pieces(entries.get(shard)); i++) {
          order.add(new Piece(shard, i * length));
        }
      }
      return order;
    }

    /** The shards in a random order, the pieces of each few of them mixed. */
    private List<Piece> shuffled(int epoch) {
      SplittableRandom random = Seed.stream("text", epoch);
      int[] turns = Seed.permutation(entries.size(), random);
      var order = new ArrayList<Piece>();
      for (int from = 0; from < turns.length; from += MIXED) {
        var together = new ArrayList<Piece>();
        for (int turn = from; turn < Math.min(from + MIXED, turns.length); turn++) {
          int offset = random.nextInt(length);
          for (int i = 0; i < pieces(entries.get(turns[turn])); i++) {
            together.add(new Piece(turns[turn], i * length + offset));
          }
        }
        for (int place : Seed.permutation(together.size(), random)) {
          order.add(together.get(place));
        }
      }
      return order;
    }

    private Batch batch(NDManager manager, List<Piece> order, int[] chosen, Cache read) {
      long[] inputs = new long[chosen.length * length];
      long[] targets = new long[chosen.length * length];
      for (int row = 0; row < chosen.length; row++) {
        Piece piece = order.get(chosen[row]);
        TokenLoader.fill(read.of(piece.shard()), piece.start(), length, row, inputs, targets);
      }
      var shape = new Shape(chosen.length, length);
      return new Batch(
          new NDList(manager.create(inputs, shape)), new NDList(manager.create(targets, shape)));
    }

    /** The shards that were asked for last. */
    private final class Cache {

      private final Map<Integer, int[]> tokens =
          new LinkedHashMap<>(2 * MIXED, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, int[]> eldest) {
              return size() > MIXED + 1;
            }
          };

      int[] of(int shard) {
        int[] known = tokens.get(shard);
        if (known == null) {
          known = read(entries.get(shard));
          tokens.put(shard, known);
        }
        return known;
      }
    }
  }
}
