package lungo.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lungo.data.DataException;
import lungo.display.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Brings models by their name on Hugging Face's hub.
 *
 * <pre>{@code
 * Path folder = HuggingFaceHub.fetch("openai-community/gpt2");
 * var model = LanguageModel.load(folder, manager);
 * var writer = Generator.of(model, Tokenizers.load(folder));
 * }</pre>
 *
 * What is brought is checked by the sums that the hub tells, and kept where Hugging Face's own
 * tools keep it, so that what is in their cache is not brought again. A download that broke off
 * goes on where it stopped. The environment's {@code HF_ENDPOINT} names a mirror, {@code HF_HOME}
 * or {@code HF_HUB_CACHE} another place, {@code HF_HUB_OFFLINE=1} keeps from the network, {@code
 * HF_TOKEN} opens what is not open to all.
 */
public final class HuggingFaceHub {

  /** The revision that is meant where none is told: the newest. */
  public static final String MAIN = "main";

  private static final System.Logger LOG = System.getLogger(HuggingFaceHub.class.getName());
  private static final int KILO = 1024;

  /** What a model of Hugging Face consists of, beside its weights. */
  private static final Set<String> SETTINGS =
      Set.of(
          "config.json",
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "vocab.json",
          "vocab.txt",
          "merges.txt",
          "adapter_config.json");

  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = SINGLE + ".index.json";
  private static final String ADAPTER = "adapter_model.safetensors";
  private static final Pattern SHARD = Pattern.compile("model-\\d+-of-\\d+\\.safetensors");

  private final HubSettings settings;
  private final HubClient client;

  private HuggingFaceHub(HubSettings settings) {
    this.settings = settings;
    client = new HubClient(settings);
  }

  /**
   * A hub with other settings than the environment's.
   *
   * @param environment {@code HF_ENDPOINT}, {@code HF_HOME}, {@code HF_HUB_CACHE}, {@code
   *     HF_HUB_OFFLINE}, {@code HF_TOKEN}; what is not named is as usual
   * @return the hub
   * @throws IllegalArgumentException if the endpoint is no address
   */
  public static HuggingFaceHub of(Map<String, String> environment) {
    return new HuggingFaceHub(HubSettings.of(environment));
  }

  /**
   * Brings the newest revision of a model, unless it is there: its configuration, its tokenizer and
   * its weights as safetensors.
   *
   * @param name such as {@code openai-community/gpt2}
   * @return the folder with the files
   * @throws DataException if there is no such model, it is not open to all, it has no safetensors,
   *     it cannot be reached and was never brought, or a sum is wrong; the message says which
   * @throws IllegalArgumentException if the name is none
   */
  public static Path fetch(String name) {
    return fetch(name, MAIN);
  }

  /**
   * Brings a revision of a model.
   *
   * @param name such as {@code openai-community/gpt2}
   * @param revision a branch, a tag, or a commit's 40 digits, which always means the same files
   * @return the folder with the files
   * @throws DataException as of {@link #fetch(String)}
   * @throws IllegalArgumentException if the name is none
   */
  public static Path fetch(String name, String revision) {
    return of(System.getenv()).model(name, revision);
  }

  /**
   * Brings some files of a model.
   *
   * @param name such as {@code openai-community/gpt2}
   * @param revision a branch, a tag or a commit
   * @param files their names in the repository
   * @return the folder with the files
   * @throws DataException as of {@link #fetch(String)}, and if a file is not there
   * @throws IllegalArgumentException if the name is none
   */
  public static Path fetchFiles(String name, String revision, String... files) {
    return of(System.getenv()).files(name, revision, files);
  }

  /**
   * {@link #fetch(String, String)} from this hub.
   *
   * @param name of the model
   * @param revision a branch, a tag or a commit
   * @return the folder with the files
   */
  public Path model(String name, String revision) {
    return bring(new RepositoryName(name), revision, List.of());
  }

  /**
   * {@link #fetchFiles} from this hub.
   *
   * @param name of the model
   * @param revision a branch, a tag or a commit
   * @param files their names in the repository
   * @return the folder with the files
   */
  public Path files(String name, String revision, String... files) {
    if (files.length == 0) {
      throw new IllegalArgumentException("name 1 file or more of " + name + ", got none");
    }
    return bring(new RepositoryName(name), revision, List.of(files));
  }

  /** Brings what is named, or a whole model where nothing is. */
  private Path bring(RepositoryName name, String revision, List<String> files) {
    var cache = new HubCache(settings.cache().resolve(name.folder()));
    try {
      Path kept = kept(cache, revision, files);
      if (kept != null && (settings.offline() || HubCache.isCommit(revision))) {
        return kept;
      }
      if (settings.offline()) {
        throw lacking(cache, name, revision, "HF_HUB_OFFLINE is set");
      }
      HubClient.Listing listing;
      try {
        listing = client.list(name, revision);
      } catch (IOException e) {
        String reason = client.reason(e);
        if (kept == null) {
          throw lacking(cache, name, revision, reason);
        }
        LOG.log(System.Logger.Level.WARNING, reason + "; " + name + " is taken from " + kept);
        return kept;
      }
      String commit = String.valueOf(listing.sha());
      download(cache, name, commit, files.isEmpty() ? chosen(listing.files(), name) : files);
      cache.remember(revision, commit);
      return cache.snapshot(commit);
    } catch (IOException e) {
      throw new DataException(
          name + " could not be fetched: " + client.reason(e) + "; what came is kept, to go on", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("the download of " + name + " was interrupted", e);
    }
  }

  private static DataException lacking(
      HubCache cache, RepositoryName name, String revision, String why) {
    return new DataException(
        why + ", and '" + name + "' at '" + revision + "' is not whole in " + cache.folder());
  }

  /** The files that make a model, of all that its repository has; those that complete it last. */
  private static List<String> chosen(List<String> all, RepositoryName name) {
    var chosen = new ArrayList<>(all.stream().filter(SETTINGS::contains).toList());
    if (all.contains(SINGLE)) {
      chosen.add(SINGLE);
    } else if (all.contains(INDEX)) {
      chosen.addAll(all.stream().filter(file -> SHARD.matcher(file).matches()).toList());
      chosen.add(INDEX);
    } else if (!all.contains(ADAPTER)) {
      throw new DataException(
          name
              + " has no weights as "
              + SINGLE
              + "; its files are "
              + all.stream().sorted().toList());
    }
    if (all.contains(ADAPTER)) {
      chosen.add(ADAPTER);
    }
    return chosen;
  }

  /** What was brought before, if it is whole. */
  private static @Nullable Path kept(HubCache cache, String revision, List<String> files)
      throws IOException {
    String commit = cache.commit(revision);
    Path snapshot = cache.snapshot(commit);
    boolean model =
        Stream.of(SINGLE, INDEX, ADAPTER).anyMatch(file -> Files.exists(snapshot.resolve(file)));
    boolean whole = !files.isEmpty() || model;
    for (String file : files) {
      whole &= Files.exists(HubCache.inside(snapshot, file));
    }
    return whole && !commit.isEmpty() ? snapshot : null;
  }

  private void download(HubCache cache, RepositoryName name, String commit, List<String> files)
      throws IOException, InterruptedException {
    var missing = new ArrayList<RemoteFile>();
    for (String file : files) {
      if (!Files.exists(HubCache.inside(cache.snapshot(commit), file))) {
        missing.add(client.head(name, commit, file));
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    Files.createDirectories(cache.folder().resolve("blobs"));
    long kilobytes = missing.stream().mapToLong(file -> file.size() / KILO).sum();
    try (var bar = Progress.start(name + ", KB", Math.max(1, kilobytes))) {
      for (RemoteFile file : missing) {
        if (Files.exists(cache.blob(file))) {
          bar.step(file.size() / KILO);
        } else {
          download(cache, name, commit, file, bar.note(file.name()));
        }
        cache.link(file, commit);
      }
      bar.done();
    }
  }

  private void download(
      HubCache cache, RepositoryName name, String commit, RemoteFile file, Progress bar)
      throws IOException, InterruptedException {
    Path blob = cache.blob(file);
    Path part = blob.resolveSibling(file.tag() + ".incomplete");
    try (var out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(out, part);
      long there = out.size() > file.size() ? 0 : out.size();
      if (there < file.size()) {
        receive(name, commit, file, out, there, bar);
      }
      try {
        file.check(part, name.text());
      } catch (DataException e) {
        out.truncate(0);
        throw e;
      }
    }
    Files.move(part, blob, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void lock(FileChannel channel, Path part) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      // In this process.
    }
    throw new DataException(part + " is being downloaded by another; wait for it");
  }

  private void receive(
      RepositoryName name, String commit, RemoteFile file, FileChannel out, long from, Progress bar)
      throws IOException, InterruptedException {
    var response = client.get(name, commit, file.name(), from);
    try (var body = response.body()) {
      long at = response.statusCode() == 206 ? from : 0;
      out.truncate(at).position(at);
      bar.step(at / KILO);
      byte[] chunk = new byte[64 * KILO];
      long told = at / KILO;
      for (int n = body.read(chunk); n >= 0; n = body.read(chunk)) {
        var bytes = ByteBuffer.wrap(chunk, 0, n);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        at += n;
        bar.step(at / KILO - told);
        told = at / KILO;
      }
    }
  }
}
