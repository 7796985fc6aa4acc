package lungo.kernel.dependencies;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.runtime.standalonestatic.StandaloneStaticRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.collection.DependencyCollectionException;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.ArtifactDescriptorResult;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.graph.selector.AndDependencySelector;
import org.eclipse.aether.util.repository.SimpleArtifactDescriptorPolicy;
import org.eclipse.aether.util.repository.SimpleResolutionErrorPolicy;

/** One running Maven: the only class that speaks to MIMA. */
final class MavenResolver implements AutoCloseable {

  private final Context context;
  private final RepositorySystem system;
  private final boolean isOffline;

  private MavenResolver(Context context) {
    this.context = context;
    this.system = context.repositorySystem();
    this.isOffline = isOffline(context.mavenUserHome().settingsXml());
  }

  /** Whether the user's settings forbid downloads, which MIMA passes over. */
  private static boolean isOffline(Path settings) {
    var request = new DefaultSettingsBuildingRequest();
    request.setUserSettingsFile(settings.toFile());
    request.setSystemProperties(System.getProperties());
    try {
      return new DefaultSettingsBuilderFactory()
          .newInstance()
          .build(request)
          .getEffectiveSettings()
          .isOffline();
    } catch (SettingsBuildingException e) {
      throw new IllegalStateException(e.getMessage(), e); // MIMA has read the same file
    }
  }

  static MavenResolver open(MavenOptions options) throws DependencyException {
    var overrides = ContextOverrides.create().withUserSettings(true);
    options.localRepository().ifPresent(overrides::withLocalRepositoryOverride);
    options.settings().ifPresent(overrides::withUserSettingsXmlOverride);
    try {
      return new MavenResolver(new StandaloneStaticRuntime().create(overrides.build()));
    } catch (RuntimeException e) {
      throw new DependencyException("Maven cannot start: " + e.getMessage(), e);
    }
  }

  /** Resolves coordinates together. */
  Resolution resolve(
      List<Coordinates> roots,
      List<Coordinates> boms,
      Request request,
      Map<String, String> added,
      LoadedArtifacts loaded)
      throws DependencyException {
    try (var session = new Session(loaded)) {
      session.settings.setOffline(request.offline() || session.settings.isOffline());
      if (request.update()) {
        session.settings.setUpdatePolicy(RepositoryPolicy.UPDATE_POLICY_ALWAYS);
      }
      List<RemoteRepository> repositories = session.repositories(added, request.repositories());
      var managed = new ArrayList<Dependency>();
      for (Coordinates bom : boms) {
        Artifact pom = new DefaultArtifact(bom.groupId(), bom.artifactId(), "pom", bom.version());
        managed.addAll(session.describe(pom, repositories, true).getManagedDependencies());
      }
      var dependencies = new ArrayList<Dependency>();
      for (Coordinates root : roots) {
        String version = root.version().isEmpty() ? managedVersion(root, managed) : root.version();
        if (session.selector.selectRoot(root.key(), version)) {
          var artifact =
              new DefaultArtifact(
                  root.groupId(), root.artifactId(), root.classifier(), root.packaging(), version);
          dependencies.add(new Dependency(artifact, JavaScopes.COMPILE));
        }
      }
      return session.resolve(dependencies, managed, repositories);
    }
  }

  /** Resolves what a POM depends on. */
  Resolution resolvePom(
      Path pom, Set<String> scopes, Map<String, String> added, LoadedArtifacts loaded)
      throws DependencyException {
    try (var session = new Session(loaded)) {
      var reader = new PomReader(pom);
      session.settings.setWorkspaceReader(reader);
      List<RemoteRepository> repositories = session.repositories(added, List.of());
      ArtifactDescriptorResult described = session.describe(reader.root(), repositories, false);
      List<RemoteRepository> all = new ArrayList<>(repositories);
      all.addAll(system.newResolutionRepositories(session.settings, described.getRepositories()));
      List<Dependency> dependencies =
          described.getDependencies().stream()
              .filter(d -> scopes.contains(d.getScope().isEmpty() ? "compile" : d.getScope()))
              .filter(session.selector::selectDependency)
              .map(d -> d.getScope().equals("system") ? d : d.setScope(JavaScopes.COMPILE))
              .map(d -> d.setOptional(false))
              .toList();
      return session.resolve(dependencies, described.getManagedDependencies(), all);
    }
  }

  /** Where artifacts are kept. */
  Path localRepository() {
    return context.repositorySystemSession().getLocalRepository().getBasedir().toPath();
  }

  boolean isOffline() {
    return isOffline;
  }

  /** Gets one file, not what it depends on, and shows no progress. */
  void fetch(Coordinates file, Map<String, String> added) throws DependencyException {
    try (var session = new Session(LoadedArtifacts.of(""))) {
      session.settings.setTransferListener(null);
      var artifact =
          new DefaultArtifact(
              file.groupId(),
              file.artifactId(),
              file.classifier(),
              file.packaging(),
              file.version());
      List<RemoteRepository> repositories = session.repositories(added, List.of());
      system.resolveArtifact(session.settings, new ArtifactRequest(artifact, repositories, null));
    } catch (ArtifactResolutionException e) {
      throw new DependencyException("there is no " + file + ": " + e.getMessage(), e);
    }
  }

  private static String managedVersion(Coordinates root, List<Dependency> managed)
      throws DependencyException {
    return managed.stream()
        .map(Dependency::getArtifact)
        .filter(a -> a.getGroupId().equals(root.groupId()))
        .filter(a -> a.getArtifactId().equals(root.artifactId()))
        .map(Artifact::getVersion)
        .findFirst()
        .orElseThrow(
            () ->
                new DependencyException(
                    root.groupId()
                        + ":"
                        + root.artifactId()
                        + " has no version; expected group:artifact:version, or --bom with a bill"
                        + " of materials that manages it"));
  }

  @Override
  public void close() {
    context.close();
  }

  /** What one resolution works with. */
  private final class Session implements AutoCloseable {

    private final TransferProgress progress = new TransferProgress();
    private final LoadedArtifacts loaded;
    private final LoadedSelector selector;
    private final DefaultRepositorySystemSession settings =
        new DefaultRepositorySystemSession(context.repositorySystemSession());

    Session(LoadedArtifacts loaded) {
      this.loaded = loaded;
      this.selector = new LoadedSelector(loaded);
      settings.setOffline(isOffline);
      settings.setTransferListener(progress);
      settings.setDependencySelector(
          AndDependencySelector.newInstance(settings.getDependencySelector(), selector));
      settings.setResolutionErrorPolicy(new SimpleResolutionErrorPolicy(false, false));
    }

    List<RemoteRepository> repositories(Map<String, String> added, List<String> wanted)
        throws DependencyException {
      var own = new ArrayList<RemoteRepository>();
      added.forEach((id, url) -> own.add(repository(id, url)));
      var known = new ArrayList<>(context.remoteRepositories());
      known.addAll(system.newResolutionRepositories(settings, own));
      if (wanted.isEmpty()) {
        return known;
      }
      var chosen = new ArrayList<RemoteRepository>();
      for (String name : wanted) {
        if (name.contains("://") || name.startsWith("file:")) {
          String id = "from-" + Integer.toHexString(name.hashCode());
          chosen.addAll(system.newResolutionRepositories(settings, List.of(repository(id, name))));
        } else {
          chosen.add(named(name, known));
        }
      }
      return chosen;
    }

    private RemoteRepository named(String id, List<RemoteRepository> known)
        throws DependencyException {
      return known.stream()
          .filter(
              r ->
                  r.getId().equals(id)
                      || r.getMirroredRepositories().stream().anyMatch(m -> m.getId().equals(id)))
          .findFirst()
          .orElseThrow(
              () ->
                  new DependencyException(
                      "no repository '" + id + "'; known: " + Failure.describe(known)));
    }

    private RemoteRepository repository(String id, String url) {
      return new RemoteRepository.Builder(id, "default", url).build();
    }

    ArtifactDescriptorResult describe(
        Artifact pom, List<RemoteRepository> repositories, boolean strict)
        throws DependencyException {
      if (strict) {
        settings.setArtifactDescriptorPolicy(new SimpleArtifactDescriptorPolicy(false, false));
      }
      try {
        return system.readArtifactDescriptor(
            settings, new ArtifactDescriptorRequest(pom, repositories, null));
      } catch (ArtifactDescriptorException e) {
        progress.fail();
        throw new Failure(system, settings, repositories).of(e);
      } finally {
        settings.setArtifactDescriptorPolicy(
            context.repositorySystemSession().getArtifactDescriptorPolicy());
      }
    }

    Resolution resolve(
        List<Dependency> roots, List<Dependency> managed, List<RemoteRepository> repositories)
        throws DependencyException {
      if (roots.isEmpty()) {
        return new Resolution(List.of(), selector.notes());
      }
      var collect = new CollectRequest(roots, managed, repositories);
      try {
        List<ArtifactResult> results =
            system
                .resolveDependencies(settings, new DependencyRequest(collect, null))
                .getArtifactResults();
        return new Resolution(load(results), selector.notes());
      } catch (DependencyResolutionException e) {
        progress.fail();
        throw new Failure(system, settings, repositories)
            .of(e.getCause() instanceof DependencyCollectionException cause ? cause : e);
      }
    }

    private List<Path> load(List<ArtifactResult> results) {
      var jars = new ArrayList<Path>();
      for (ArtifactResult result : results) {
        Artifact a = result.getArtifact();
        loaded.add(
            LoadedArtifacts.key(a.getGroupId(), a.getArtifactId(), a.getClassifier()),
            a.getVersion());
        if (!a.getExtension().equals("pom")) {
          jars.add(a.getFile().toPath());
        }
      }
      return jars;
    }

    @Override
    public void close() {
      progress.close();
    }
  }
}
