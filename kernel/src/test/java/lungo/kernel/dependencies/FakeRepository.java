package lungo.kernel.dependencies;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A Maven repository in a folder, a Maven user's home beside it whose settings mirror everything to
 * that folder, and an empty local repository.
 */
public final class FakeRepository {

  private final Path folder;

  public FakeRepository(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(remote());
    Files.writeString(
        folder.resolve("settings.xml"),
        """
        <settings><mirrors><mirror>
          <id>office</id><mirrorOf>*</mirrorOf><url>%s</url>
        </mirror></mirrors></settings>
        """
            .formatted(remote().toUri()));
  }

  /** The folder that stands for a server. */
  public Path remote() {
    return folder.resolve("remote");
  }

  /** A Maven that asks this repository only. */
  public MavenOptions options() {
    return new MavenOptions(
        Optional.of(folder.resolve("local")), Optional.of(folder.resolve("settings.xml")));
  }

  /** A Maven with the same local repository and without settings. */
  public MavenOptions withoutMirror() throws IOException {
    Path empty = folder.resolve("empty-settings.xml");
    Files.writeString(empty, "<settings/>");
    return new MavenOptions(Optional.of(folder.resolve("local")), Optional.of(empty));
  }

  /** A Maven with the same local repository whose settings forbid downloads. */
  public MavenOptions offline() throws IOException {
    String online = Files.readString(folder.resolve("settings.xml"));
    Path settings = folder.resolve("offline-settings.xml");
    Files.writeString(settings, online.replace("<mirrors>", "<offline>true</offline><mirrors>"));
    return new MavenOptions(options().localRepository(), Optional.of(settings));
  }

  /** Puts an artifact with a jar there, whose POM has the given elements. */
  public FakeRepository jar(String coordinates, String pomElements) throws IOException {
    pom(coordinates, pomElements);
    return file(
        coordinates, "", Map.of("content.txt", coordinates.getBytes(StandardCharsets.UTF_8)));
  }

  /** Puts an artifact there whose jar holds one compiled class. */
  public FakeRepository classJar(String coordinates, String className, String source)
      throws IOException {
    pom(coordinates, "");
    Path classes = Files.createTempDirectory(folder, "classes");
    compile(className, source, classes);
    String entry = className.replace('.', '/') + ".class";
    return file(coordinates, "", Map.of(entry, Files.readAllBytes(classes.resolve(entry))));
  }

  /** Puts a compiled class into a folder of classes. */
  public static void compile(String className, String source, Path classes) {
    var file =
        new SimpleJavaFileObject(
            URI.create("string:///" + className.replace('.', '/') + ".java"),
            JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    boolean ok =
        ToolProvider.getSystemJavaCompiler()
            .getTask(null, null, null, List.of("-d", classes.toString()), null, List.of(file))
            .call();
    if (!ok) {
      throw new IllegalArgumentException("does not compile: " + source);
    }
  }

  /** Puts a POM without a jar there, such as a bill of materials or a parent. */
  public FakeRepository pom(String coordinates, String elements) throws IOException {
    String[] gav = coordinates.split(":", -1);
    Path version = version(gav);
    Files.createDirectories(version);
    Files.writeString(
        version.resolve(gav[1] + "-" + gav[2] + ".pom"),
        "<project><modelVersion>4.0.0</modelVersion><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>%s</project>"
            .formatted(gav[0], gav[1], gav[2], elements));
    writeVersions(Objects.requireNonNull(version.getParent()), gav);
    return this;
  }

  /** Adds a jar with a classifier to an artifact. */
  public FakeRepository classifier(String coordinates, String classifier) throws IOException {
    return file(
        coordinates,
        "-" + classifier,
        Map.of(classifier + ".txt", coordinates.getBytes(StandardCharsets.UTF_8)));
  }

  /** Adds the source of a class to an artifact, as its sources jar. */
  public FakeRepository sources(String coordinates, String className, String source)
      throws IOException {
    String entry = className.replace('.', '/') + ".java";
    return file(coordinates, "-sources", Map.of(entry, source.getBytes(StandardCharsets.UTF_8)));
  }

  /** Puts a jar with a time stamp and the metadata of a deployed snapshot there. */
  public FakeRepository snapshot(String groupId, String artifactId, String base, int build)
      throws IOException {
    String coordinates = groupId + ":" + artifactId + ":" + base + "-SNAPSHOT";
    pom(coordinates, "");
    String[] gav = coordinates.split(":", -1);
    Path version = version(gav);
    String stamped = base + "-20260101.00000" + build + "-" + build;
    for (String extension : List.of("jar", "pom")) {
      Path target = version.resolve(artifactId + "-" + stamped + "." + extension);
      if (extension.equals("jar")) {
        writeJar(
            target, Map.of("build.txt", String.valueOf(build).getBytes(StandardCharsets.UTF_8)));
      } else {
        Files.copy(version.resolve(artifactId + "-" + gav[2] + ".pom"), target);
      }
    }
    String entries =
        Stream.of("jar", "pom")
            .map(
                e ->
                    "<snapshotVersion><extension>%s</extension><value>%s</value><updated>2026010100000%d</updated></snapshotVersion>"
                        .formatted(e, stamped, build))
            .reduce("", String::concat);
    Files.writeString(
        version.resolve("maven-metadata.xml"),
        "<metadata modelVersion=\"1.1.0\"><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version><versioning><snapshot><timestamp>20260101.00000%d</timestamp><buildNumber>%d</buildNumber></snapshot><lastUpdated>2026010100000%d</lastUpdated><snapshotVersions>%s</snapshotVersions></versioning></metadata>"
            .formatted(groupId, artifactId, gav[2], build, build, build, entries));
    return this;
  }

  public static String dependency(String coordinates) {
    String[] gav = coordinates.split(":", -1);
    return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId>%s</dependency>"
        .formatted(gav[0], gav[1], gav.length > 2 ? "<version>" + gav[2] + "</version>" : "");
  }

  public static String dependencies(String... coordinates) {
    return "<dependencies>"
        + Stream.of(coordinates).map(FakeRepository::dependency).reduce("", String::concat)
        + "</dependencies>";
  }

  private FakeRepository file(String coordinates, String suffix, Map<String, byte[]> entries)
      throws IOException {
    String[] gav = coordinates.split(":", -1);
    writeJar(version(gav).resolve(gav[1] + "-" + gav[2] + suffix + ".jar"), entries);
    return this;
  }

  private Path version(String[] gav) {
    return remote().resolve(gav[0].replace('.', '/')).resolve(gav[1]).resolve(gav[2]);
  }

  private static void writeVersions(Path artifact, String[] gav) throws IOException {
    try (Stream<Path> versions = Files.list(artifact)) {
      String list =
          versions
              .filter(Files::isDirectory)
              .map(v -> "<version>" + v.getFileName() + "</version>")
              .sorted()
              .reduce("", String::concat);
      Files.writeString(
          artifact.resolve("maven-metadata.xml"),
          "<metadata><groupId>%s</groupId><artifactId>%s</artifactId><versioning><release>%s</release><versions>%s</versions></versioning></metadata>"
              .formatted(gav[0], gav[1], gav[2], list));
    }
  }

  private static void writeJar(Path target, Map<String, byte[]> entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(target);
        var jar = new JarOutputStream(out)) {
      for (var entry : entries.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    }
  }
}
