package lungo.kernel.dependencies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The Maven artifacts of one notebook. Maven starts with the first resolution, not before; the
 * user's settings.xml gives mirrors, proxies, credentials and further repositories.
 */
public final class MavenDependencies implements AutoCloseable {

  /** The scopes of a POM that a notebook takes unless it names others. */
  public static final Set<String> DEFAULT_SCOPES = Set.of("compile", "runtime", "system", "import");

  private final MavenOptions options;
  private final String classPath;
  private final Map<String, String> repositories = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable LoadedArtifacts loaded;
  private volatile @Nullable MavenResolver maven; // set with the lock

  /**
   * Dependencies of a notebook in this process.
   *
   * @param options where Maven keeps and finds things
   */
  public MavenDependencies(MavenOptions options) {
    this(options, System.getProperty("java.class.path", ""));
  }

  MavenDependencies(MavenOptions options, String classPath) {
    this.options = options;
    this.classPath = classPath;
  }

  /**
   * Adds a repository that is asked from now on, or changes the URL of one.
   *
   * @param id its name, for which settings.xml may hold credentials or a mirror
   * @param url its address, {@code https:}, {@code http:} or {@code file:}
   * @throws DependencyException if the URL has none of these schemes
   */
  public void addRepository(String id, String url) throws DependencyException {
    if (!url.matches("(https?|file):.+")) {
      throw new DependencyException(
          "expected a URL with https:, http: or file: for the repository "
              + id
              + ", got '"
              + url
              + "'");
    }
    locked(() -> repositories.put(id, url));
  }

  /**
   * Resolves artifacts and what they depend on.
   *
   * @param request what is asked for
   * @return the jars to add, without those that are there already
   * @throws DependencyException if coordinates are malformed or an artifact cannot be had
   */
  public Resolution resolve(Request request) throws DependencyException {
    var roots = new ArrayList<Coordinates>();
    for (String text : request.coordinates()) {
      roots.add(Coordinates.parse(text));
    }
    var boms = new ArrayList<Coordinates>();
    for (String text : request.boms()) {
      boms.add(Coordinates.parse(text));
    }
    return withMaven(
        () -> maven().resolve(roots, boms, request, Map.copyOf(repositories), loaded()));
  }

  /**
   * Resolves the dependencies of a POM file, with its parents, properties and bills of materials.
   *
   * @param pom the file
   * @param scopes the scopes that are taken, see {@link #DEFAULT_SCOPES}
   * @return the jars to add, without those that are there already
   * @throws DependencyException if the POM is wrong or an artifact cannot be had
   */
  public Resolution resolvePom(Path pom, Set<String> scopes) throws DependencyException {
    if (!Files.isRegularFile(pom)) {
      throw new DependencyException("there is no POM file " + pom.toAbsolutePath());
    }
    return withMaven(() -> maven().resolvePom(pom, scopes, Map.copyOf(repositories), loaded()));
  }

  /**
   * Resolves the dependencies of a POM's text, which may be a mere fragment: loose dependency and
   * repository elements.
   *
   * @param pom XML
   * @param scopes the scopes that are taken, see {@link #DEFAULT_SCOPES}
   * @return the jars to add, without those that are there already
   * @throws DependencyException if the POM is wrong or an artifact cannot be had
   */
  public Resolution resolvePom(String pom, Set<String> scopes) throws DependencyException {
    String whole = PomFragment.complete(pom);
    try {
      Path file = Files.createTempFile("notebook", ".pom");
      try {
        Files.writeString(file, whole);
        return resolvePom(file, scopes);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new DependencyException("the POM cannot be kept in a temporary file: " + e, e);
    }
  }

  /**
   * Names of what the local repository holds, for completion.
   *
   * @param prefix the beginning of coordinates
   * @return groups, artifacts or versions that can follow, as whole coordinates, sorted
   */
  public List<String> complete(String prefix) {
    return LocalCoordinates.complete(localRepository(), prefix);
  }

  /** Where artifacts are kept: as Maven has it once it has started, before that its default. */
  Path localRepository() {
    MavenResolver started = maven;
    return started != null
        ? started.localRepository()
        : options
            .localRepository()
            .or(() -> Optional.ofNullable(System.getProperty("maven.repo.local")).map(Path::of))
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".m2", "repository"));
  }

  /** Whether the settings forbid downloads; false before Maven has read them. */
  boolean isOffline() {
    MavenResolver started = maven;
    return started != null && started.isOffline();
  }

  /**
   * Gets one file into the local repository, without a word; resolutions do not wait for it.
   *
   * @throws DependencyException if it cannot be had
   */
  void fetch(Coordinates file) throws DependencyException {
    MavenResolver started = locked(this::maven);
    Map<String, String> known = locked(() -> Map.copyOf(repositories));
    started.fetch(file, known);
  }

  /** Lets go of what Maven holds. */
  @Override
  public void close() {
    locked(
        () -> {
          stop();
          return "";
        });
  }

  /**
   * After a failure Maven starts afresh, so that what the user then writes in settings.xml counts.
   */
  private Resolution withMaven(Work<Resolution, DependencyException> work)
      throws DependencyException {
    return locked(
        () -> {
          try {
            return work.run();
          } catch (DependencyException e) {
            stop();
            throw e;
          }
        });
  }

  private void stop() {
    if (maven != null) {
      maven.close();
      maven = null;
    }
  }

  private MavenResolver maven() throws DependencyException {
    if (maven == null) {
      maven = MavenResolver.open(options);
    }
    return maven;
  }

  private LoadedArtifacts loaded() {
    if (loaded == null) {
      loaded = LoadedArtifacts.of(classPath);
    }
    return loaded;
  }

  private interface Work<T extends @Nullable Object, E extends Exception> {
    T run() throws E;
  }

  private <T extends @Nullable Object, E extends Exception> T locked(Work<T, E> work) throws E {
    lock.lock();
    try {
      return work.run();
    } finally {
      lock.unlock();
    }
  }
}
