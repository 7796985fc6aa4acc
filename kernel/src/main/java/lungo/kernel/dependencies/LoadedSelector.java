package lungo.kernel.dependencies;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.collection.DependencyCollectionContext;
import org.eclipse.aether.collection.DependencySelector;
import org.eclipse.aether.graph.Dependency;

/** Leaves out what is loaded already, with all it depends on, and notes other versions. */
final class LoadedSelector implements DependencySelector {

  private final LoadedArtifacts loaded;
  private final Map<String, String> askedFor = new ConcurrentHashMap<>();
  private final Set<String> replaced = ConcurrentHashMap.newKeySet();

  LoadedSelector(LoadedArtifacts loaded) {
    this.loaded = loaded;
  }

  @Override
  public boolean selectDependency(Dependency dependency) {
    Artifact a = dependency.getArtifact();
    String key = LoadedArtifacts.key(a.getGroupId(), a.getArtifactId(), a.getClassifier());
    return select(key, a.getVersion());
  }

  /** Selects what the user asks for by name, which may replace what is loaded. */
  boolean selectRoot(String key, String version) {
    Optional<String> kept = loaded.version(key);
    if (loaded.isReplaceable(key) && kept.filter(version::equals).isEmpty()) {
      replaced.add(key);
    }
    return select(key, version);
  }

  boolean select(String key, String version) {
    Optional<String> kept = loaded.version(key);
    if (kept.isEmpty() || replaced.contains(key)) {
      return true;
    }
    boolean isExact = !version.isEmpty() && !version.startsWith("[") && !version.startsWith("(");
    if (isExact && !kept.get().equals(version)) {
      askedFor.putIfAbsent(key, version);
    }
    return false;
  }

  @Override
  public DependencySelector deriveChildSelector(DependencyCollectionContext context) {
    return this;
  }

  /** One line each for what came with the process and what came with the notebook; sorted. */
  List<String> notes() {
    var notes = new ArrayList<String>();
    kept(true).ifPresent(list -> notes.add("kept what is preloaded: " + list));
    kept(false)
        .ifPresent(
            list ->
                notes.add("kept what the notebook loaded before: " + list + "; restart to change"));
    return notes;
  }

  private Optional<String> kept(boolean preloaded) {
    String list =
        new TreeMap<>(askedFor)
            .entrySet().stream()
                .filter(e -> loaded.isPreloaded(e.getKey()) == preloaded)
                .map(
                    e ->
                        e.getKey()
                            + " "
                            + loaded.version(e.getKey()).orElse("")
                            + " ("
                            + e.getValue()
                            + " was asked for)")
                .collect(Collectors.joining(", "));
    return list.isEmpty() ? Optional.empty() : Optional.of(list);
  }
}
