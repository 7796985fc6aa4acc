package lungo.kernel.dependencies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Repositories and proxies that want a password, which settings.xml has or has not. */
@Timeout(60)
class PrivateRepositoryTest {

  private static final Request LEAF =
      new Request(List.of("org.a:leaf:1.0"), List.of(), List.of("office"), false, false);

  private final Path folder;
  private final FakeRepository repository;

  PrivateRepositoryTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    repository = new FakeRepository(folder);
  }

  @BeforeEach
  void fill() throws IOException {
    repository.jar("org.a:leaf:1.0", "");
  }

  private MavenDependencies maven(String settings) throws IOException {
    return new MavenDependencies(options(settings), "");
  }

  private MavenOptions options(String settings) throws IOException {
    Path file = folder.resolve("settings.xml");
    Files.writeString(file, "<settings>" + settings + "</settings>");
    return new MavenOptions(Optional.of(folder.resolve("local")), Optional.of(file));
  }

  private static String credentials(String password) {
    return "<servers><server><id>office</id><username>reader</username><password>"
        + password
        + "</password></server></servers>";
  }

  private static void hasLeaf(Resolution got) {
    assertThat(got.jars())
        .extracting(jar -> jar.getFileName().toString())
        .containsExactly("leaf-1.0.jar");
  }

  @Test
  void aRepositorysPasswordComesFromTheSettings() throws Exception {
    try (var server = HttpRepository.server(repository.remote());
        var maven = maven(credentials("secret"))) {
      maven.addRepository("office", server.url());

      hasLeaf(maven.resolve(LEAF));
      assertThat(server.served()).contains("/org/a/leaf/1.0/leaf-1.0.jar");
    }
  }

  @Test
  void aMirrorsPasswordComesFromTheSettings() throws Exception {
    try (var server = HttpRepository.server(repository.remote());
        var maven =
            maven(
                credentials("secret")
                    + "<mirrors><mirror><id>office</id><mirrorOf>*</mirrorOf><url>"
                    + server.url()
                    + "</url></mirror></mirrors>")) {
      hasLeaf(maven.resolve(Request.of("org.a:leaf:1.0")));
    }
  }

  @Test
  void withoutAPasswordTheErrorSaysWhereOneBelongs() throws Exception {
    try (var server = HttpRepository.server(repository.remote());
        var maven = maven("")) {
      maven.addRepository("office", server.url());

      assertThatThrownBy(() -> maven.resolve(LEAF))
          .isInstanceOf(DependencyException.class)
          .hasMessage(
              "office ("
                  + server.url()
                  + ") refuses org.a:leaf:1.0 (HTTP status 401); if it wants a user and a password,"
                  + " name them in ~/.m2/settings.xml:"
                  + " <server><id>office</id><username>…</username><password>…</password></server>");
    }
  }

  @Test
  void aWrongPasswordIsToldFromNoneAndItsCorrectionHelpsAtOnce() throws Exception {
    try (var server = HttpRepository.server(repository.remote());
        var maven = maven(credentials("Secret"))) {
      maven.addRepository("office", server.url());

      assertThatThrownBy(() -> maven.resolve(LEAF))
          .hasMessage(
              "office ("
                  + server.url()
                  + ") refuses org.a:leaf:1.0 (HTTP status 401) to the user that settings.xml names"
                  + " in <server><id>office</id>; check the name, the password, and what the user"
                  + " may read");

      options(credentials("secret"));
      hasLeaf(maven.resolve(LEAF));
    }
  }

  @Test
  void aProxyIsAskedInsteadOfTheHost() throws Exception {
    try (var proxy = HttpRepository.proxy(repository.remote());
        var maven = maven(proxy(proxy, "secret"))) {
      maven.addRepository("office", "http://repository.example/");

      hasLeaf(maven.resolve(LEAF));
      assertThat(proxy.served()).contains("http://repository.example/org/a/leaf/1.0/leaf-1.0.jar");
    }
  }

  @Test
  void aProxyThatRefusesIsNamed() throws Exception {
    try (var proxy = HttpRepository.proxy(repository.remote());
        var maven = maven(proxy(proxy, "Secret"))) {
      maven.addRepository("office", "http://repository.example/");

      assertThatThrownBy(() -> maven.resolve(LEAF))
          .hasMessageStartingWith(
              "the proxy 127.0.0.1:"
                  + proxy.port()
                  + " refuses org.a:leaf:1.0 (HTTP status 407) to the user that settings.xml names"
                  + " in <proxy>; check the name");
    }
  }

  private static String proxy(HttpRepository proxy, String password) {
    return """
    <proxies><proxy><active>true</active><protocol>http</protocol><host>127.0.0.1</host>
    <port>%d</port><username>reader</username><password>%s</password></proxy></proxies>
    """
        .formatted(proxy.port(), password);
  }
}
