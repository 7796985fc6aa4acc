package lungo.kernel.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lungo.display.MimeBundle;
import lungo.display.Renderers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PathRendererTest {

  private final Path folder;

  PathRendererTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static String html(Path path) {
    MimeBundle bundle = Renderers.render(path);
    assertThat(bundle.plainText()).isEqualTo(path.toString());
    return String.valueOf(bundle.data().get(MimeBundle.HTML));
  }

  @Test
  void aFileTellsItsSize() throws IOException {
    Path file = folder.resolve("weights.bin");
    Files.write(file, new byte[999]);
    assertThat(html(file)).isEqualTo("<code>" + file + "</code> a file of 999 B");
    Files.write(file, new byte[1_234_567]);
    assertThat(html(file)).endsWith("</code> a file of 1.23 MB");
    assertThat(html(folder.resolve("none"))).endsWith("</code> nothing is there");
  }

  @Test
  void aFolderTellsItsFirstNames() throws IOException {
    assertThat(html(folder)).endsWith("</code> an empty folder");
    Files.createFile(folder.resolve("b"));
    assertThat(html(folder)).endsWith("</code> a folder of 1 entry: b");
    Files.createDirectory(folder.resolve("a"));
    assertThat(html(folder)).endsWith("</code> a folder of 2 entries: a, b");
    for (char name = 'c'; name <= 'k'; name++) {
      Files.createFile(folder.resolve(String.valueOf(name)));
    }
    assertThat(html(folder))
        .endsWith("</code> a folder of 11 entries: a, b, c, d, e, f, g, h, i, j, …");
  }

  @Test
  void aFileBelowTheWorkingFolderIsALink() {
    assertThat(html(Path.of("pom.xml")))
        .startsWith("<code><a href=\"./pom.xml\" target=\"_blank\">pom.xml</a></code> a file of ");
    assertThat(html(Path.of("src/../pom.xml").toAbsolutePath()))
        .startsWith("<code><a href=\"./pom.xml\"");
    assertThat(html(Path.of("../pom.xml"))).startsWith("<code>../pom.xml</code> a file of ");
    assertThat(html(Path.of("src")))
        .startsWith("<code>src</code> a folder of 2 entries: main, test");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // where names cannot be like that
  void aHostileNameIsAName() throws IOException {
    Path hostile =
        Files.createTempDirectory(Path.of("target"), "names").resolve("javascript:'\"<b>");
    Files.createFile(hostile);
    assertThat(html(hostile))
        .matches("<code><a href=\"\\./target/names\\d+/javascript:&#39;%22%3Cb%3E\" .*")
        .contains(">target/names", "javascript:&#39;&quot;&lt;b&gt;</a></code>");
  }

  @Test
  void aPathInAnArchiveIsNoLink() throws IOException {
    try (FileSystem zip =
        FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
      Path inside = zip.getPath("/one.txt");
      Files.writeString(inside, "1");
      assertThat(html(inside)).isEqualTo("<code>/one.txt</code> a file of 1 B");
    }
  }
}
