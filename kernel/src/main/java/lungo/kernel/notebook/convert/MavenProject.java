package lungo.kernel.notebook.convert;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import lungo.display.Html;
import lungo.kernel.dependencies.LoadedArtifacts;
import lungo.kernel.notebook.NotebookException;

/**
 * A notebook as a Maven project: a main class, and dependencies of fixed versions. What is in no
 * public repository, Lungo itself and jars that the notebook names, goes into a folder of the
 * project that Maven asks as a repository.
 */
final class MavenProject {

  private static final String MARK = "<!-- Written by lungo convert. -->";
  private static final String LOCAL = "repository";

  private final NotebookSource notebook;
  private final Optional<Path> home;
  private final List<Path> written = new ArrayList<>();
  private final Set<String> installed = new HashSet<>();

  /**
   * A project.
   *
   * @param home the installation with {@code artifacts.txt} and {@code jars}, if it is known
   */
  MavenProject(NotebookSource notebook, Optional<Path> home) {
    this.notebook = notebook;
    this.home = home;
  }

  List<Path> write(Path folder) throws NotebookException {
    Path pom = folder.resolve("pom.xml");
    check(folder, pom);
    JavaProgram.Written program = JavaProgram.write(notebook);
    Map<String, String> artifacts = artifacts(program.usesLibraries(), folder);
    add(pom, pom(program, artifacts));
    add(
        folder.resolve("src/main/java/" + program.name().replace('.', '/') + ".java"),
        program.text());
    add(folder.resolve("README.md"), readme());
    return written;
  }

  private void add(Path file, String text) throws NotebookException {
    Texts.write(file, text);
    written.add(file);
  }

  /** A folder that someone else filled is left alone. */
  private static void check(Path folder, Path pom) throws NotebookException {
    try {
      if (!Files.exists(folder)
          || (Files.isRegularFile(pom) && Files.readString(pom).contains(MARK))) {
        return;
      }
      if (!Files.isDirectory(folder)) {
        throw new NotebookException("cannot write " + folder + ": it is no folder");
      }
      try (var files = Files.list(folder)) {
        if (files.findAny().isPresent()) {
          throw new NotebookException(
              folder + " is not empty; name another folder for the project by -o");
        }
      }
    } catch (NotebookException e) {
      throw e;
    } catch (IOException e) {
      throw new NotebookException("cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

  /** All that the program needs, from {@code group:artifact[:classifier]} to version. */
  private Map<String, String> artifacts(boolean usesLibraries, Path folder)
      throws NotebookException {
    var artifacts = new LinkedHashMap<String, String>();
    for (String coordinates : notebook.dependencies().artifacts()) {
      String[] parts = coordinates.replace('#', ':').replace(';', ':').split(":", -1);
      String classifier = parts.length == 5 ? ":" + parts[3] : "";
      String version = parts.length > 2 ? parts[parts.length - 1] : "";
      artifacts.put(parts[0] + ":" + parts[1] + classifier, version);
    }
    for (Path jar : notebook.dependencies().files()) {
      String name = String.valueOf(jar.getFileName()).replaceFirst("\\.jar$", "");
      artifacts.put("notebook.jars:" + name, "1");
      keep(jar, folder, "notebook.jars", name, "1");
    }
    if (usesLibraries) {
      addInstalled(artifacts, folder);
    }
    return artifacts;
  }

  private void addInstalled(Map<String, String> artifacts, Path folder) throws NotebookException {
    Map<String, String> listed =
        home.map(path -> LoadedArtifacts.listed(path.resolve(LoadedArtifacts.LIST)))
            .orElse(Map.of());
    if (listed.isEmpty()) {
      throw new NotebookException(
          "the notebook uses Lungo's library, whose versions are not known here; start this by the"
              + " launcher, ./lungo");
    }
    for (var artifact : listed.entrySet()) {
      String[] parts = artifact.getKey().split(":", -1);
      if (parts[1].equals("lungo-kernel") || artifacts.containsKey(artifact.getKey())) {
        continue;
      }
      String version = artifact.getValue();
      artifacts.put(artifact.getKey(), version);
      installed.add(artifact.getKey());
      if (parts[0].equals("lungo")) {
        Path jar = home.orElseThrow().resolve("jars/" + parts[1] + "-" + version + ".jar");
        keep(jar, folder, parts[0], parts[1], version);
      }
      if (parts[1].equals("pytorch-jni")) {
        artifacts.put(
            parts[0] + ":pytorch-native-cpu:${native.classifier}", version.replaceFirst("-.*", ""));
      }
    }
  }

  /** Copies a jar into the project's own repository. */
  private void keep(Path jar, Path folder, String group, String name, String version)
      throws NotebookException {
    if (!Files.isRegularFile(jar)) {
      throw new NotebookException(
          "a project takes jars only, and "
              + jar
              + (Files.exists(jar) ? " is a folder" : " is missing"));
    }
    Path to = folder.resolve(LOCAL).resolve(group.replace('.', '/')).resolve(name).resolve(version);
    String stem = name + "-" + version;
    try {
      Texts.write(to.resolve(stem + ".jar"), Files.readAllBytes(jar));
    } catch (NotebookException e) {
      throw e;
    } catch (IOException e) {
      throw new NotebookException("cannot read " + jar + ": " + e.getMessage(), e);
    }
    String pom =
        "<project><modelVersion>4.0.0</modelVersion><groupId>%s</groupId><artifactId>%s</artifactId>"
            + "<version>%s</version></project>\n";
    Texts.write(to.resolve(stem + ".pom"), pom.formatted(group, name, version));
  }

  private String pom(JavaProgram.Written program, Map<String, String> artifacts)
      throws NotebookException {
    String pom =
        Texts.resource("pom.xml")
            .replace("@ARTIFACT@", notebook.artifactId())
            .replace("@RELEASE@", String.valueOf(Runtime.version().feature()))
            .replace("@MAIN@", program.name())
            .replace("@REPOSITORIES@\n", repositories(artifacts))
            .replace("@DEPENDENCIES@\n", dependencies(artifacts, installed::contains));
    var versions = new Properties();
    try {
      versions.load(new StringReader(Texts.resource("plugins.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String plugin : versions.stringPropertyNames()) {
      pom = pom.replace("@" + plugin + "@", versions.getProperty(plugin));
    }
    return pom;
  }

  private String repositories(Map<String, String> artifacts) {
    var repositories = new LinkedHashMap<>(notebook.dependencies().repositories());
    if (artifacts.keySet().stream().anyMatch(key -> key.matches("(lungo|notebook\\.jars):.*"))) {
      repositories.put("project", "file://${project.basedir}/" + LOCAL);
    }
    if (repositories.isEmpty()) {
      return "";
    }
    var xml = new StringBuilder("\n  <repositories>\n");
    repositories.forEach(
        (id, url) ->
            xml.append("    <repository>\n      <id>" + Html.escape(id) + "</id>\n      <url>")
                .append(Html.escape(url) + "</url>\n    </repository>\n"));
    return xml.append("  </repositories>\n").toString();
  }

  /** What Lungo itself is built on is listed whole, with nothing below it to be found. */
  private static String dependencies(Map<String, String> artifacts, Predicate<String> isComplete)
      throws NotebookException {
    var xml = new StringBuilder();
    for (var artifact : artifacts.entrySet()) {
      String[] parts = artifact.getKey().split(":", -1);
      if (!artifact.getValue().matches("[\\w][\\w.+-]*")) {
        throw new NotebookException(
            "a project needs one version of "
                + artifact.getKey()
                + ", the notebook has '"
                + artifact.getValue()
                + "'; write the version behind %maven");
      }
      xml.append("    <dependency>\n");
      element(xml, "groupId", parts[0]);
      element(xml, "artifactId", parts[1]);
      element(xml, "version", artifact.getValue());
      if (parts.length > 2) {
        element(xml, "classifier", parts[2]);
      }
      if (isComplete.test(artifact.getKey())) {
        xml.append("      <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId>")
            .append("</exclusion></exclusions>\n");
      }
      xml.append("    </dependency>\n");
    }
    return xml.toString();
  }

  private static void element(StringBuilder xml, String name, String value) {
    xml.append("      <" + name + ">" + Html.escape(value) + "</" + name + ">\n");
  }

  private String readme() {
    return """
        # %s

        Converted from a notebook by `lungo convert`: a method a cell, its variables as static fields.
        It needs a JDK %d or newer and Maven.

            mvn package
            java -Djava.awt.headless=true -jar target/%s.jar

        Start it in the notebook's folder if it reads files that lie there.
        """
        .formatted(notebook.name(), Runtime.version().feature(), notebook.artifactId());
  }
}
