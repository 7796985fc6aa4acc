package lungo.kernel.dependencies;

import static lungo.kernel.dependencies.FakeRepository.dependencies;
import static lungo.kernel.dependencies.FakeRepository.dependency;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lungo.display.Display;
import lungo.display.DisplaySink;
import lungo.display.MimeBundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenDependenciesTest {

  private final Path folder;
  private final FakeRepository repository;
  private final MavenDependencies maven;
  private final List<String> shown = new ArrayList<>();
  private final DisplaySink before;

  MavenDependenciesTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    repository = new FakeRepository(folder);
    maven = new MavenDependencies(repository.options(), "");
    before =
        Display.attach(
            new DisplaySink() {
              @Override
              public void show(String id, MimeBundle bundle) {
                shown.add(bundle.plainText());
              }

              @Override
              public void update(String id, MimeBundle bundle) {
                shown.add(bundle.plainText());
              }

              @Override
              public void clear(boolean wait) {}
            });
  }

  @AfterEach
  void stop() {
    Display.attach(before);
    maven.close();
  }

  @Test
  void transitiveDependenciesComeAlongThroughTheMirrorOfTheSettings() throws Exception {
    repository.jar("org.a:leaf:1.0", "").jar("org.a:top:2.0", dependencies("org.a:leaf:1.0"));

    Resolution got = maven.resolve(Request.of("org.a:top:2.0"));

    assertThat(names(got)).containsExactly("top-2.0.jar", "leaf-1.0.jar");
    assertThat(got.notes()).isEmpty();
    assertThat(shown.get(0)).startsWith("Downloading");
    assertThat(shown.get(shown.size() - 1)).doesNotContain("stopped");
  }

  @Test
  void coordinatesOfOneRequestAgreeOnWhatTheyShare() throws Exception {
    repository
        .jar("org.a:leaf:1.0", "")
        .jar("org.a:leaf:2.0", "")
        .jar("org.a:one:1.0", dependencies("org.a:leaf:1.0"))
        .jar("org.a:two:1.0", dependencies("org.a:leaf:2.0"));

    Resolution got = maven.resolve(Request.of("org.a:one:1.0", "org.a:two:1.0"));

    assertThat(names(got)).containsExactly("one-1.0.jar", "leaf-1.0.jar", "two-1.0.jar");
  }

  @Test
  void whatIsPreloadedIsKeptWithAllItDependsOnAndSaidInOneLine() throws Exception {
    repository
        .jar("org.a:old:0.9", "")
        .jar("org.a:leaf:2.0", dependencies("org.a:old:0.9"))
        .jar("org.a:top:2.0", dependencies("org.a:leaf:2.0"));
    Files.writeString(
        folder.resolve(LoadedArtifacts.LIST),
        """

        The following files have been resolved:
           org.a:leaf:jar:1.0:compile -- module org.a.leaf
           org.n:nat:jar:linux-x86_64:3.1:runtime
        """);
    var preloaded =
        new MavenDependencies(repository.options(), folder.resolve("leaf-1.0.jar").toString());

    Resolution got = preloaded.resolve(Request.of("org.a:top:2.0", "org.n:nat:jar:linux-x86_64:4"));

    assertThat(names(got)).containsExactly("top-2.0.jar");
    assertThat(got.notes())
        .containsExactly(
            "kept what is preloaded: org.a:leaf 1.0 (2.0 was asked for),"
                + " org.n:nat:linux-x86_64 3.1 (4 was asked for)");
  }

  @Test
  void whatTheLibraryUsesInsideGivesWayToTheVersionThatIsAskedFor() throws Exception {
    repository
        .jar("com.google.code.gson:gson:2.8.9", "")
        .jar("com.google.code.gson:gson:2.9.0", "")
        .jar("org.a:top:2.0", dependencies("com.google.code.gson:gson:2.8.9"));
    Files.writeString(
        folder.resolve(LoadedArtifacts.LIST), "   com.google.code.gson:gson:jar:2.13.2:compile\n");
    var preloaded =
        new MavenDependencies(repository.options(), folder.resolve("gson-2.13.2.jar").toString());

    Resolution inside = preloaded.resolve(Request.of("org.a:top:2.0"));
    Resolution asked = preloaded.resolve(Request.of("com.google.code.gson:gson:2.8.9"));
    Resolution again = preloaded.resolve(Request.of("com.google.code.gson:gson:2.9.0"));

    assertThat(names(inside)).containsExactly("top-2.0.jar");
    assertThat(inside.notes().get(0)).startsWith("kept what is preloaded: com.google.code.gson:");
    assertThat(names(asked)).containsExactly("gson-2.8.9.jar");
    assertThat(asked.notes()).isEmpty();
    assertThat(again.jars()).isEmpty();
    assertThat(again.notes().get(0)).contains("gson 2.8.9 (2.9.0 was asked for)");
  }

  @Test
  void aJarInALocalRepositoryIsKnownByItsPath() {
    LoadedArtifacts loaded =
        LoadedArtifacts.of(classPathOf(org.eclipse.aether.artifact.DefaultArtifact.class));

    assertThat(loaded.version("org.apache.maven.resolver:maven-resolver-api"))
        .hasValueSatisfying(version -> assertThat(version).startsWith("1.9."));
  }

  private static String classPathOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }

  @Test
  void aSecondVersionInTheSameNotebookKeepsTheFirst() throws Exception {
    repository.jar("org.a:leaf:1.0", "").jar("org.a:leaf:2.0", "");
    maven.resolve(Request.of("org.a:leaf:1.0"));

    Resolution got = maven.resolve(Request.of("org.a:leaf:2.0"));

    assertThat(got.jars()).isEmpty();
    assertThat(got.notes())
        .containsExactly(
            "kept what the notebook loaded before: org.a:leaf 1.0 (2.0 was asked for);"
                + " restart to change");
  }

  @Test
  void classifiersAndPackagingsAreArtifactsOfTheirOwn() throws Exception {
    repository.jar("org.n:nat:1.0", "").classifier("org.n:nat:1.0", "linux-x86_64");

    Resolution got = maven.resolve(Request.of("org.n:nat:jar:linux-x86_64:1.0", "org.n:nat:1.0"));

    assertThat(names(got)).containsExactly("nat-1.0-linux-x86_64.jar", "nat-1.0.jar");
  }

  @Test
  void snapshotsAreLookedUpAgainWhenAnUpdateIsAskedFor() throws Exception {
    repository.snapshot("org.s", "snap", "1.0", 1);
    maven.addRepository("snapshots", repository.remote().toUri().toString());
    var direct = new MavenDependencies(repository.withoutMirror(), "");
    direct.addRepository("snapshots", repository.remote().toUri().toString());
    Resolution first =
        direct.resolve(
            new Request(
                List.of("org.s:snap:1.0-SNAPSHOT"), List.of(), List.of("snapshots"), false, false));
    assertThat(content(first.jars().get(0), "build.txt")).isEqualTo("1");

    repository.snapshot("org.s", "snap", "1.0", 2);
    var later = new MavenDependencies(repository.withoutMirror(), "");
    later.addRepository("snapshots", repository.remote().toUri().toString());
    Resolution second =
        later.resolve(
            new Request(
                List.of("org.s:snap:1.0-SNAPSHOT"), List.of(), List.of("snapshots"), true, false));

    assertThat(content(second.jars().get(0), "build.txt")).isEqualTo("2");
  }

  @Test
  void aBillOfMaterialsGivesTheVersions() throws Exception {
    repository
        .jar("org.a:leaf:3.0", "")
        .pom(
            "org.a:bom:7",
            "<dependencyManagement>" + dependencies("org.a:leaf:3.0") + "</dependencyManagement>");

    Resolution got =
        maven.resolve(
            new Request(List.of("org.a:leaf"), List.of("org.a:bom:7"), List.of(), false, false));

    assertThat(names(got)).containsExactly("leaf-3.0.jar");
    assertThatThrownBy(() -> maven.resolve(Request.of("org.a:other")))
        .hasMessageContaining("org.a:other has no version")
        .hasMessageContaining("--bom");
  }

  @Test
  void aMissingArtifactNamesTheRepositoriesAskedAndTheVersionsThereAre() throws Exception {
    repository.jar("org.a:leaf:1.0", "").jar("org.a:leaf:1.1", "");

    assertThatThrownBy(() -> maven.resolve(Request.of("org.a:leaf:9.9")))
        .isInstanceOf(DependencyException.class)
        .hasMessageContaining("org.a:leaf:9.9 was not found in office (file:")
        .hasMessageEndingWith("they know the versions 1.0, 1.1");
    assertThatThrownBy(() -> maven.resolve(Request.of("org.a:nothing:1")))
        .hasMessageEndingWith("they know no version of it");
    assertThatThrownBy(() -> maven.resolve(Request.of("org.a:leaf:jar:sources:1.1")))
        .hasMessageEndingWith("they know this version, but not with this packaging or classifier");
  }

  @Test
  void offlineUsesTheLocalRepositoryAndSaysWhatIsNotThere() throws Exception {
    repository.jar("org.a:leaf:1.0", "").jar("org.a:leaf:2.0", "");
    maven.resolve(Request.of("org.a:leaf:1.0"));
    var restarted = new MavenDependencies(repository.options(), "");

    assertThat(names(restarted.resolve(offline("org.a:leaf:1.0")))).containsExactly("leaf-1.0.jar");
    assertThatThrownBy(
            () ->
                new MavenDependencies(repository.options(), "").resolve(offline("org.a:leaf:2.0")))
        .hasMessageContaining("org.a:leaf:2.0 is not in the local repository (")
        .hasMessageEndingWith("nothing is downloaded when offline");
  }

  @Test
  void settingsThatAreOfflineAreHeeded() throws Exception {
    repository.jar("org.a:leaf:1.0", "").jar("org.a:leaf:2.0", "");
    maven.resolve(Request.of("org.a:leaf:1.0"));
    assertThat(
            names(
                new MavenDependencies(repository.offline(), "")
                    .resolve(Request.of("org.a:leaf:1.0"))))
        .containsExactly("leaf-1.0.jar");
    assertThatThrownBy(
            () ->
                new MavenDependencies(repository.offline(), "")
                    .resolve(Request.of("org.a:leaf:2.0")))
        .hasMessageEndingWith("nothing is downloaded when offline");
  }

  private static Request offline(String coordinates) {
    return new Request(List.of(coordinates), List.of(), List.of(), false, true);
  }

  @Test
  void aPomGivesItsDependenciesWithParentPropertiesAndScopes() throws Exception {
    repository
        .jar("org.a:leaf:1.0", "")
        .jar("org.a:tester:1.0", "")
        .jar("org.a:managed:5", "")
        .pom(
            "org.a:bom:7",
            "<dependencyManagement>" + dependencies("org.a:managed:5") + "</dependencyManagement>");
    Files.writeString(
        folder.resolve("pom.xml"),
        """
        <project><modelVersion>4.0.0</modelVersion><groupId>my</groupId><artifactId>parent</artifactId>
        <version>1</version><packaging>pom</packaging><properties><leaf>1.0</leaf></properties>
        <dependencyManagement><dependencies><dependency><groupId>org.a</groupId><artifactId>bom</artifactId>
        <version>7</version><type>pom</type><scope>import</scope></dependency></dependencies></dependencyManagement>
        </project>
        """);
    Path pom = Files.createDirectory(folder.resolve("child")).resolve("pom.xml");
    Files.writeString(
        pom,
        """
        <project><modelVersion>4.0.0</modelVersion>
        <parent><groupId>my</groupId><artifactId>parent</artifactId><version>1</version></parent>
        <artifactId>child</artifactId><dependencies>
        <dependency><groupId>org.a</groupId><artifactId>leaf</artifactId><version>${leaf}</version></dependency>
        <dependency><groupId>org.a</groupId><artifactId>managed</artifactId></dependency>
        <dependency><groupId>org.a</groupId><artifactId>tester</artifactId><version>1.0</version><scope>test</scope></dependency>
        </dependencies></project>
        """);

    assertThat(names(maven.resolvePom(pom, MavenDependencies.DEFAULT_SCOPES)))
        .containsExactly("leaf-1.0.jar", "managed-5.jar");
    assertThat(names(maven.resolvePom(pom, Set.of("test")))).containsExactly("tester-1.0.jar");
  }

  @Test
  void fragmentsOfAPomAreEnough() throws Exception {
    repository.jar("org.a:leaf:1.0", "").jar("org.a:other:1.0", "");

    Resolution got =
        maven.resolvePom(
            "<repository><id>mine</id><url>"
                + repository.remote().toUri()
                + "</url></repository>\n"
                + dependency("org.a:leaf:1.0")
                + dependencies("org.a:other:1.0"),
            MavenDependencies.DEFAULT_SCOPES);

    assertThat(names(got)).containsExactly("leaf-1.0.jar", "other-1.0.jar");
    assertThatThrownBy(() -> maven.resolvePom("<dependency>", Set.of("compile")))
        .hasMessageStartingWith("the POM is not well-formed XML");
    assertThatThrownBy(() -> maven.resolvePom("<plugin/>", Set.of("compile")))
        .hasMessageStartingWith("<plugin> is not understood here; expected <project>");
  }

  @Test
  void coordinatesReadInMavensAndInIvysForm() throws Exception {
    assertThat(Coordinates.parse("g:a:1")).isEqualTo(new Coordinates("g", "a", "jar", "", "1"));
    assertThat(Coordinates.parse("g:a:pom:1")).isEqualTo(new Coordinates("g", "a", "pom", "", "1"));
    assertThat(Coordinates.parse("g:a:jar:linux:1"))
        .isEqualTo(new Coordinates("g", "a", "jar", "linux", "1"));
    assertThat(Coordinates.parse("g#a#main;1.2.+"))
        .isEqualTo(new Coordinates("g", "a", "jar", "", "[1.2,1.3)"));
    assertThat(Coordinates.parse("g#a;latest.release").version()).isEqualTo("RELEASE");
    assertThatThrownBy(() -> Coordinates.parse("g:a::1"))
        .hasMessage("expected group:artifact[:packaging[:classifier]]:version, got 'g:a::1'");
    assertThatThrownBy(() -> maven.addRepository("x", "ftp://x")).hasMessageContaining("https:");
    assertThatThrownBy(
            () ->
                maven.resolve(
                    new Request(List.of("g:a:1"), List.of(), List.of("nowhere"), false, false)))
        .hasMessageStartingWith("no repository 'nowhere'; known: office (file:");
  }

  @Test
  void rangesAndReleaseTakeTheNewestVersion() throws Exception {
    repository.jar("org.a:leaf:1.0", "").jar("org.a:leaf:1.5", "").jar("org.a:leaf:2.0", "");

    assertThat(names(maven.resolve(Request.of("org.a#leaf;1.+")))).containsExactly("leaf-1.5.jar");
  }

  @Test
  void coordinatesCompleteFromTheLocalRepository() throws Exception {
    repository.jar("org.a:leaf:1.0", "").jar("org.a:lion:2.0", "");
    maven.resolve(Request.of("org.a:leaf:1.0", "org.a:lion:2.0"));

    assertThat(maven.complete("or")).containsExactly("org.");
    assertThat(maven.complete("org.")).containsExactly("org.a:");
    assertThat(maven.complete("org.a:l")).containsExactly("org.a:leaf:", "org.a:lion:");
    assertThat(maven.complete("org.a:lion:")).containsExactly("org.a:lion:2.0");
  }

  private static List<String> names(Resolution resolution) {
    return resolution.jars().stream().map(p -> p.getFileName().toString()).toList();
  }

  private static String content(Path jar, String entry) throws IOException {
    try (var zip = new java.util.zip.ZipFile(jar.toFile());
        var in = zip.getInputStream(zip.getEntry(entry))) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
