package lungo.kernel.dependencies;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.model.Model;
import org.apache.maven.model.Parent;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.WorkspaceReader;
import org.eclipse.aether.repository.WorkspaceRepository;
import org.jspecify.annotations.Nullable;

/**
 * Serves a POM file that lies outside of any repository, and the parents that lie beside it, to
 * Maven as if they were artifacts, so that Maven itself works out parents, properties and bills of
 * materials.
 */
final class PomReader implements WorkspaceReader {

  private final WorkspaceRepository repository = new WorkspaceRepository("notebook");
  private final Map<String, File> poms = new LinkedHashMap<>();
  private final Artifact root;

  PomReader(Path pom) throws DependencyException {
    this.root = add(pom);
  }

  /** The POM as an artifact. */
  Artifact root() {
    return root;
  }

  private Artifact add(Path pom) throws DependencyException {
    Model model = read(pom);
    Parent parent = model.getParent();
    String group = Optional.ofNullable(model.getGroupId()).orElse(inherited(parent, true));
    String version = Optional.ofNullable(model.getVersion()).orElse(inherited(parent, false));
    var artifact = new DefaultArtifact(group, model.getArtifactId(), "pom", version);
    poms.put(artifact.toString(), pom.toFile());
    if (parent != null && !String.valueOf(parent.getRelativePath()).isEmpty()) {
      addParent(pom, parent);
    }
    return artifact;
  }

  private void addParent(Path pom, Parent parent) throws DependencyException {
    Path folder = pom.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    Path beside = folder.resolve(parent.getRelativePath()).normalize();
    if (Files.isDirectory(beside)) {
      beside = beside.resolve("pom.xml");
    }
    if (Files.isRegularFile(beside)
        && read(beside).getArtifactId().equals(parent.getArtifactId())) {
      add(beside);
    }
  }

  private static String inherited(@Nullable Parent parent, boolean group) {
    if (parent == null) {
      return group ? "notebook" : "0";
    }
    return group ? parent.getGroupId() : parent.getVersion();
  }

  private static Model read(Path pom) throws DependencyException {
    try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(pom))) {
      return new MavenXpp3Reader().read(in);
    } catch (IOException e) {
      throw new DependencyException("cannot read the POM " + pom + ": " + e.getMessage(), e);
    } catch (XmlPullParserException e) {
      throw new DependencyException(pom + " is not a POM: " + e.getMessage(), e);
    }
  }

  @Override
  public WorkspaceRepository getRepository() {
    return repository;
  }

  @Override
  public @Nullable File findArtifact(Artifact artifact) {
    return artifact.getExtension().equals("pom") ? poms.get(artifact.toString()) : null;
  }

  @Override
  public List<String> findVersions(Artifact artifact) {
    return List.of();
  }
}
