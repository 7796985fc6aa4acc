package lungo.kernel.dependencies;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.http.client.HttpResponseException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.Proxy;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.resolution.VersionRangeResolutionException;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;
import org.eclipse.aether.transfer.MetadataNotFoundException;
import org.eclipse.aether.transfer.MetadataTransferException;
import org.eclipse.aether.version.Version;

/** Says in a user's words why Maven could not resolve something. */
final class Failure {

  private static final int MOST_VERSIONS = 8;
  private static final int BY_PROXY = 407;
  private static final Set<Integer> REFUSALS = Set.of(401, 403, BY_PROXY);

  private final RepositorySystem system;
  private final RepositorySystemSession session;
  private final List<RemoteRepository> repositories;

  Failure(
      RepositorySystem system,
      RepositorySystemSession session,
      List<RemoteRepository> repositories) {
    this.system = system;
    this.session = session;
    this.repositories = repositories;
  }

  static String describe(List<RemoteRepository> repositories) {
    return repositories.stream()
        .map(r -> r.getId() + " (" + r.getUrl() + ")")
        .collect(Collectors.joining(", "));
  }

  /** What the user is told. */
  DependencyException of(Exception e) {
    var missing = new ArrayList<Artifact>();
    Optional<Exception> transfer = Optional.empty();
    Optional<DependencyException> refused = Optional.empty();
    for (Throwable cause : causes(e)) {
      if (cause instanceof ArtifactNotFoundException notFound) {
        if (missing.stream().noneMatch(a -> same(a, notFound.getArtifact()))) {
          missing.add(notFound.getArtifact());
        }
      } else if (isTransfer(cause)) {
        transfer = transfer.or(() -> Optional.of((Exception) cause));
        refused = refused.or(() -> refused((Exception) cause, e));
      }
    }
    if (refused.isPresent()) { // what the user can mend, however many others cannot be reached
      return refused.get();
    }
    if (transfer.isPresent()) {
      return unreachable(transfer.get(), e);
    }
    if (missing.isEmpty()) {
      return new DependencyException(String.valueOf(e.getMessage()), e);
    }
    return new DependencyException(
        missing.stream().map(this::notFound).collect(Collectors.joining("\n")), e);
  }

  private static boolean isTransfer(Throwable cause) {
    return cause instanceof ArtifactTransferException
        || (cause instanceof MetadataTransferException
            && !(cause instanceof MetadataNotFoundException));
  }

  private static boolean same(Artifact a, Artifact b) {
    return a.toString().equals(b.toString());
  }

  private String notFound(Artifact artifact) {
    String coordinates = coordinates(artifact);
    if (session.isOffline()) {
      return coordinates
          + " is not in the local repository ("
          + session.getLocalRepository().getBasedir()
          + "), and nothing is downloaded when offline";
    }
    List<String> versions = versions(artifact);
    String known =
        versions.isEmpty()
            ? "they know no version of it"
            : versions.contains(artifact.getVersion())
                ? "they know this version, but not with this packaging or classifier"
                : "they know the versions " + newest(versions);
    return coordinates + " was not found in " + describe(repositories) + "; " + known;
  }

  private static String newest(List<String> versions) {
    int from = Math.max(0, versions.size() - MOST_VERSIONS);
    return (from > 0 ? "…, " : "") + String.join(", ", versions.subList(from, versions.size()));
  }

  private List<String> versions(Artifact artifact) {
    try {
      var any =
          new DefaultArtifact(
              artifact.getGroupId(), artifact.getArtifactId(), artifact.getExtension(), "[0,)");
      return system
          .resolveVersionRange(session, new VersionRangeRequest(any, repositories, null))
          .getVersions()
          .stream()
          .map(Version::toString)
          .toList();
    } catch (VersionRangeResolutionException e) {
      return List.of();
    }
  }

  /** What is said of a server or proxy that wants to know who asks, or knows and does not give. */
  private static Optional<DependencyException> refused(Exception transfer, Exception whole) {
    RemoteRepository repository =
        transfer instanceof ArtifactTransferException artifact
            ? artifact.getRepository()
            : ((MetadataTransferException) transfer).getRepository();
    return causes(transfer).stream()
        .filter(HttpResponseException.class::isInstance)
        .map(answer -> ((HttpResponseException) answer).getStatusCode())
        .filter(status -> repository != null && REFUSALS.contains(status))
        .findFirst()
        .map(
            status ->
                new DependencyException(
                    (status == BY_PROXY ? proxy(repository) : describe(List.of(repository)))
                        + " refuses "
                        + what(transfer)
                        + " (HTTP status "
                        + status
                        + ")"
                        + advice(repository, status == BY_PROXY),
                    whole));
  }

  private static String proxy(RemoteRepository repository) {
    Proxy proxy = repository.getProxy();
    return proxy == null ? "a proxy" : "the proxy " + proxy.getHost() + ":" + proxy.getPort();
  }

  private static String advice(RemoteRepository repository, boolean byProxy) {
    Proxy proxy = repository.getProxy();
    boolean isUserKnown =
        byProxy
            ? proxy != null && proxy.getAuthentication() != null
            : repository.getAuthentication() != null;
    String element = byProxy ? "<proxy>" : "<server><id>" + repository.getId() + "</id>";
    return isUserKnown
        ? " to the user that settings.xml names in "
            + element
            + "; check the name, the password, and what the user may read"
        : "; if it wants a user and a password, name them in ~/.m2/settings.xml: "
            + element
            + "<username>…</username><password>…</password>"
            + (byProxy ? "</proxy>" : "</server>");
  }

  private static String what(Exception transfer) {
    return transfer instanceof ArtifactTransferException artifact
        ? coordinates(artifact.getArtifact())
        : "metadata";
  }

  private DependencyException unreachable(Exception transfer, Exception whole) {
    Throwable root = transfer;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new DependencyException(
        what(transfer)
            + " could not be fetched from "
            + describe(repositories)
            + ": "
            + root.getMessage()
            + " ("
            + root.getClass().getSimpleName()
            + "); --offline takes what is in the local repository",
        whole);
  }

  private static String coordinates(Artifact a) {
    boolean plain = a.getClassifier().isEmpty() && List.of("jar", "pom").contains(a.getExtension());
    return a.getGroupId()
        + ":"
        + a.getArtifactId()
        + (plain ? "" : ":" + a.getExtension())
        + (a.getClassifier().isEmpty() ? "" : ":" + a.getClassifier())
        + ":"
        + a.getVersion();
  }

  private static Set<Throwable> causes(Throwable e) {
    Set<Throwable> found = new LinkedHashSet<>();
    collect(e, found);
    return found;
  }

  private static void collect(Throwable e, Set<Throwable> found) {
    if (!found.add(e)) {
      return;
    }
    if (e instanceof ArtifactResolutionException resolution) {
      resolution.getResults().forEach(r -> r.getExceptions().forEach(x -> collect(x, found)));
    }
    if (e.getCause() != null) {
      collect(e.getCause(), found);
    }
  }
}
