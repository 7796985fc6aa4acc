package lungo.kernel.classpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathIndexTest {

  private static final String SERVICE = "META-INF/services/java.lang.Runnable";

  /** A service that the index alone knows of. */
  public static final class Told implements Runnable {
    @Override
    public void run() {}
  }

  private Path home;
  private Path listing;
  private Path first;
  private Path second;
  private Path beside;
  private Path natives;

  @BeforeEach
  void install(@TempDir Path folder) throws IOException {
    home = folder;
    Files.createDirectories(home.resolve("jars"));
    Files.createDirectories(home.resolve("native"));
    listing = home.resolve("lungo.jar");
    first = jar("jars/first.jar", Map.of("a/B.class", "", "a/b/C.class", "", SERVICE, "x.Y # y\n"));
    second = jar("jars/second.jar", Map.of("D.class", "", SERVICE, Told.class.getName()));
    beside = jar("jars/beside.jar", Map.of("e/F.class", ""));
    natives = jar("native/cpu.jar", Map.of("META-INF/lungo/imports", "import a.*\n"));
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "jars/first.jar jars/second.jar");
    new JarOutputStream(Files.newOutputStream(listing), manifest).close();
    IndexWriter.write(home);
  }

  private Path jar(String name, Map<String, String> entries) throws IOException {
    Path path = home.resolve(name);
    try (var jar = new JarOutputStream(Files.newOutputStream(path))) {
      for (var entry : entries.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return path;
  }

  private static ClassPathIndex index(Path... elements) {
    return ClassPathIndex.of(joined(elements)).orElseThrow();
  }

  private static String joined(Path... elements) {
    return Stream.of(elements).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void knowsThePackagesOfEachJar() {
    ClassPathIndex index = index(listing, natives);
    assertThat(index.jars()).containsExactly(first, second, natives);
    assertThat(index(beside, listing).jars()).containsExactly(beside, first, second);
    assertThat(index.jarsOf("a")).containsExactly(first);
    assertThat(index.jarsOf("a.b")).containsExactly(first);
    assertThat(index.jarsOf("")).containsExactly(second);
    assertThat(index.jarsOf("b")).isEmpty();
    assertThat(index.jarsOf("e")).isEmpty();
  }

  @Test
  void theClassPathsOrderCounts() {
    assertThat(index(second, first, listing).jars()).containsExactly(second, first);
    assertThat(index(second, first, listing).resources(SERVICE))
        .containsExactly(Told.class.getName(), "x.Y # y\n");
  }

  @Test
  void onlyWhatIsOnTheClassPathIsTold() {
    assertThat(index(listing).resources("META-INF/lungo/imports")).isEmpty();
    assertThat(index(listing, natives).resources("META-INF/lungo/imports"))
        .containsExactly("import a.*\n");
  }

  @Test
  void servicesAreFoundThoughNoJarIsOpened() throws IOException {
    ClassPathIndex index = index(second, listing);
    var loader = new IndexedLoader(index, ClassPathIndexTest.class.getClassLoader());
    assertThat(Collections.list(loader.getResources(SERVICE))).hasSize(2);
    try (InputStream text = loader.getResourceAsStream(SERVICE)) {
      assertThat(text).hasContent(Told.class.getName());
    }
    ServiceLoader<Runnable> services = ServiceLoader.load(Runnable.class, loader);
    assertThat(services.iterator().next()).isInstanceOf(Told.class);
    assertThat(loader.getResource("META-INF/services/no.such.Service")).isNull();
    assertThat(loader.getResource("java/lang/Object.class")).isNotNull();
  }

  @Test
  void aJarThatHasChangedMakesTheNotesWorthless() throws IOException {
    Files.write(second, new byte[7]);
    assertThat(ClassPathIndex.of(joined(listing))).isEmpty();
    assertThat(ClassPathIndex.of(joined(first, listing))).isEmpty();
  }

  @Test
  void aClassPathWithOtherElementsHasNoIndex() throws IOException {
    Path classes = Files.createDirectory(home.resolve("classes"));
    assertThat(ClassPathIndex.of(joined(listing, classes))).isEmpty();
    assertThat(ClassPathIndex.of(joined(first, second))).isEmpty();
    assertThat(ClassPathIndex.of("")).isEmpty();
  }

  @Test
  void damagedNotesCountForNothing() throws IOException {
    for (List<String> lines :
        List.of(
            List.of("nonsense"),
            List.of("jar x listed 0", ""),
            List.of("resource before.any.jar 0", ""),
            List.of("jar 1 listed jars/first.jar 1000", "a"),
            List.of("jar 1 listed jars/first.jar -7", "a"))) {
      Files.write(home.resolve(ClassPathIndex.FILE), lines);
      assertThat(ClassPathIndex.of(joined(listing))).isEmpty();
    }
    Files.delete(home.resolve(ClassPathIndex.FILE));
    assertThat(ClassPathIndex.of(joined(listing))).isEmpty();
  }
}
