package lungo.text;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lungo.data.DataException;
import lungo.data.Part;
import lungo.data.Prefetch;
import lungo.data.ShardFolder;
import lungo.data.ShardTask;
import lungo.data.ShardWriter;
import lungo.data.TfExample;
import lungo.tasks.TaskRunner;

/**
 * Cuts texts into tokens and writes these into shards, for texts that are too many for the memory,
 * or that take long to cut. {@link TokenData#open} reads the folder back.
 *
 * <pre>{@code
 * var tokenizer = Tokenizers.load(Path.of("tokenizer.json"));
 * TokenData tokens = TextShards.files(tokenizer, Path.of("books")).write(Path.of("tokens"));
 * var data = tokens.split(0.1).batch(128, 32);
 * }</pre>
 *
 * A record is a {@code tf.train.Example} with the {@code tokens} of a text, and {@code name}, its
 * file's. Where the tokenizer has {@code <|endoftext|>}, each text ends with it. The tokenizer lies
 * beside the shards.
 */
public final class TextShards {

  /** What the records are. */
  static final String KIND = "tokens";

  static final String TOKENS = "tokens";
  static final String TOKENIZER = "tokenizer.json";

  private static final String NAME = "name";
  private static final String END = "<|endoftext|>";
  private static final long DEFAULT_BYTES = 8L << 20;

  private final Tokenizer tokenizer;
  private final TextPiece.Format format;
  private final List<Path> paths;
  private final long bytes;
  private final boolean skips;
  private final TaskRunner runner;

  private TextShards(
      Tokenizer tokenizer,
      TextPiece.Format format,
      List<Path> paths,
      long bytes,
      boolean skips,
      TaskRunner runner) {
    this.tokenizer = tokenizer;
    this.format = format;
    this.paths = paths;
    this.bytes = bytes;
    this.skips = skips;
    this.runner = runner;
  }

  private static TextShards of(
      Tokenizer tokenizer, TextPiece.Kind kind, String column, Path... paths) {
    if (paths.length == 0) {
      throw new DataException("name a file or a folder, got none");
    }
    return new TextShards(
        tokenizer,
        new TextPiece.Format(kind, column),
        List.of(paths),
        DEFAULT_BYTES,
        false,
        TaskRunner.here(Prefetch.workers()));
  }

  /**
   * Texts that are a file each.
   *
   * @param tokenizer what cuts them
   * @param paths files of UTF-8, and folders of such
   * @return what writes their shards
   */
  public static TextShards files(Tokenizer tokenizer, Path... paths) {
    return of(tokenizer, TextPiece.Kind.FILE, "", paths);
  }

  /**
   * Texts that are a line each; large files are shared out. Blank lines are passed over.
   *
   * @param tokenizer what cuts them
   * @param paths files of UTF-8, and folders of such
   * @return what writes their shards
   */
  public static TextShards lines(Tokenizer tokenizer, Path... paths) {
    return of(tokenizer, TextPiece.Kind.LINE, "", paths);
  }

  /**
   * Texts that are a column of tables; empty cells are passed over.
   *
   * @param tokenizer what cuts them
   * @param column the column's name
   * @param paths files of CSV, and folders of such
   * @return what writes their shards
   */
  public static TextShards csv(Tokenizer tokenizer, String column, Path... paths) {
    return of(tokenizer, TextPiece.Kind.CELL, column, paths);
  }

  /**
   * Sets how much text a shard has.
   *
   * @param size bytes of text files, 1 or more; 8 MiB where nothing is said
   * @return such shards
   * @throws IllegalArgumentException if it is less
   */
  public TextShards perShard(long size) {
    if (size < 1) {
      throw new IllegalArgumentException("a shard has 1 byte of text or more, got " + size);
    }
    return new TextShards(tokenizer, format, paths, size, skips, runner);
  }

  /**
   * Leaves out what is not UTF-8, empty or cannot be read; {@link TokenData#skipped} says what.
   * Without this such a text ends the writing, with its file's name.
   *
   * @return shards without damaged texts
   */
  public TextShards skipDamaged() {
    return new TextShards(tokenizer, format, paths, bytes, true, runner);
  }

  /**
   * Has the shards written elsewhere, such as on a cluster's executors. Texts and shards lie in
   * folders that are the same on all machines.
   *
   * @param other runs a task a shard
   * @return shards that are written there
   */
  public TextShards on(TaskRunner other) {
    return new TextShards(tokenizer, format, paths, bytes, skips, other);
  }

  /**
   * Writes the shards, with {@code shards.json}, {@code SHA256SUMS} and {@code tokenizer.json}.
   * Where an earlier attempt was cut off, what it has written of the same is kept.
   *
   * @param folder is made if it is not there
   * @return the tokens in the shards
   * @throws DataException if the folder has shards already, or a text cannot be read
   */
  public TokenData write(Path folder) {
    try {
      List<List<TextPiece>> groups = groups();
      Files.createDirectories(folder);
      if (!ShardFolder.isFinished(folder)) {
        tokenizer.save(folder.resolve(TOKENIZER));
      }
      var tasks = new ArrayList<Shard>();
      for (int i = 0; i < groups.size(); i++) {
        tasks.add(new Shard(folder, i, groups.size(), groups.get(i), skips));
      }
      var head = new ShardFolder(folder, KIND, List.of(), Map.of(), List.of());
      ShardFolder.write(head, tasks, runner);
    } catch (IOException e) {
      throw new DataException("texts cannot be put into " + folder + ": " + e.getMessage(), e);
    }
    return TokenData.open(folder);
  }

  /** What each shard is made of. */
  private List<List<TextPiece>> groups() throws IOException {
    var groups = new ArrayList<List<TextPiece>>();
    long size = 0;
    for (Path path : paths) {
      for (Path file : inside(path)) {
        for (TextPiece piece : TextPiece.of(file, format, bytes)) {
          long more = Math.max(1, piece.to() - piece.from());
          if (groups.isEmpty() || size + more > bytes) {
            groups.add(new ArrayList<>());
            size = 0;
          }
          groups.get(groups.size() - 1).add(piece);
          size += more;
        }
      }
    }
    return groups;
  }

  private static List<Path> inside(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      if (!Files.exists(path)) {
        throw new DataException("no file " + path.toAbsolutePath());
      }
      return List.of(path);
    }
    try (Stream<Path> files = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> all =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
              .sorted()
              .toList();
      if (all.isEmpty()) {
        throw new DataException(path + " holds no files");
      }
      return all;
    }
  }

  /** Writes the texts of one shard. */
  private static final class Shard extends ShardTask {

    private static final long serialVersionUID = 1;

    /** The tokenizers of this process by their files' contents, so that each is read once. */
    private static final Map<String, Tokenizer> READ = new ConcurrentHashMap<>();

    private final String tokenizer;
    private final TextPiece[] pieces;
    private final boolean skips;

    Shard(Path folder, int number, int count, List<TextPiece> pieces, boolean skips) {
      super(folder, Part.TRAIN, number, count);
      this.tokenizer = folder.resolve(TOKENIZER).toAbsolutePath().normalize().toString();
      this.pieces = pieces.toArray(TextPiece[]::new);
      this.skips = skips;
    }

    @Override
    protected String source() throws IOException {
      var source = new StringBuilder().append(skips).append(vocabulary());
      for (TextPiece piece : pieces) {
        Path file = Path.of(piece.file());
        source.append('\n').append(piece);
        if (Files.exists(file)) {
          source.append(' ').append(Files.size(file)).append(Files.getLastModifiedTime(file));
        }
      }
      return source.toString();
    }

    private String vocabulary() throws IOException {
      return Files.readString(Path.of(tokenizer));
    }

    @Override
    protected void write(ShardWriter out) throws IOException {
      Path file = Path.of(tokenizer);
      if (READ.size() > 2) {
        READ.clear();
      }
      Tokenizer cuts = READ.computeIfAbsent(vocabulary(), text -> Tokenizers.load(file));
      OptionalInt end = cuts.id(END);
      for (TextPiece piece : pieces) {
        piece.read(
            new TextPiece.Texts() {
              @Override
              public void add(String text) throws IOException {
                int[] tokens = cuts.encode(text);
                if (end.isPresent()) {
                  tokens = Arrays.copyOf(tokens, tokens.length + 1);
                  tokens[tokens.length - 1] = end.getAsInt();
                }
                long[] wide = IntStream.of(tokens).asLongStream().toArray();
                out.add(
                    new TfExample().put(NAME, piece.name()).put(TOKENS, wide).toBytes(),
                    tokens.length);
              }

              @Override
              public void damaged(DataException why) {
                if (!skips) {
                  throw why;
                }
                out.skip(String.valueOf(why.getMessage()));
              }
            });
      }
    }
  }
}
