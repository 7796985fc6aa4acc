package lungo.kernel.dependencies;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Gets the sources of artifacts in the local repository, or their javadoc jars, for whoever looks
 * at their documentation: in the background, once each, and without a word if there are none.
 */
public final class Sources implements Predicate<Path> {

  private static final List<String> CLASSIFIERS = List.of("sources", "javadoc");

  private final MavenDependencies maven;
  private final Map<Path, Thread> fetches = new ConcurrentHashMap<>();

  /**
   * Sources from the repositories of a notebook.
   *
   * @param maven the notebook's artifacts
   */
  public Sources(MavenDependencies maven) {
    this.maven = maven;
  }

  /**
   * Fetches what documents a jar, to lie beside it, unless that was tried before.
   *
   * @param jar the jar of an artifact
   * @return whether it is on its way; false for jars outside of the local repository, and offline
   */
  @Override
  public boolean test(Path jar) {
    Optional<Coordinates> artifact = LocalCoordinates.of(maven.localRepository(), jar);
    return artifact.isPresent()
        && !maven.isOffline()
        && fetches.computeIfAbsent(jar, same -> start(artifact.get())).isAlive();
  }

  private Thread start(Coordinates artifact) {
    var thread = new Thread(() -> fetch(artifact), "lungo-sources");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void fetch(Coordinates artifact) {
    for (String classifier : CLASSIFIERS) {
      try {
        maven.fetch(artifact.withClassifier(classifier));
        return;
      } catch (DependencyException | RuntimeException e) {
        // The next, if any; nobody asked for more than a look at what there is.
      }
    }
  }
}
