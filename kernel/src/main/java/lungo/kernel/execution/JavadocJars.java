package lungo.kernel.execution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Documentation from {@code NAME-javadoc.jar} beside {@code NAME.jar}, as in a Maven repository.
 * Keeps the pages it has read; so it is made for one inspection.
 */
final class JavadocJars {

  private static final String MODULE = "/module-summary.html";

  private final Map<Class<?>, Optional<JavadocPage>> pages = new HashMap<>();

  /** The documentation of a type or member, as HTML of the tags that {@link Javadoc} keeps. */
  Optional<String> documentation(JavadocPlace place) {
    Optional<JavadocPage> page = pages.computeIfAbsent(place.type(), JavadocJars::page);
    return page.flatMap(
        known ->
            place.anchor().isEmpty()
                ? known.description()
                : known.member(place.anchor().get(), place.type().getSimpleName()));
  }

  /** The jar with the documentation of a jar's classes, whether there is one or not. */
  static Path beside(Path jar) {
    return Path.of(SourceJars.JAR.matcher(jar.toString()).replaceFirst("-javadoc.jar"));
  }

  /** The jar that a type is from if neither sources nor pages lie beside it. */
  static Optional<Path> undocumented(Class<?> type) {
    return JavadocPages.jar(type)
        .filter(
            jar ->
                Files.isRegularFile(jar)
                    && !Files.exists(SourceJars.beside(jar))
                    && !Files.exists(beside(jar)));
  }

  private static Optional<JavadocPage> page(Class<?> type) {
    Optional<Path> jar = JavadocPages.jar(type);
    Optional<String> path = JavadocPages.path(type);
    if (jar.isEmpty() || path.isEmpty()) {
      return Optional.empty();
    }
    Path pages = beside(jar.get());
    if (pages.equals(jar.get()) || !Files.isRegularFile(pages)) {
      return Optional.empty();
    }
    try (var zip = new ZipFile(pages.toFile())) {
      Optional<ZipEntry> entry = entry(zip, path.get());
      return entry.isEmpty()
          ? Optional.empty()
          : Optional.of(read(zip, entry.get(), address(type, path.get(), entry.get())));
    } catch (IOException e) {
      return Optional.empty(); // signatures are known without
    }
  }

  /** The entry of a page, which lies in the folder of its module if there are modules. */
  private static Optional<ZipEntry> entry(ZipFile zip, String path) {
    return Optional.<ZipEntry>ofNullable(zip.getEntry(path))
        .or(
            () ->
                zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(MODULE))
                    .map(name -> name.substring(0, name.length() - MODULE.length()) + "/" + path)
                    .map(zip::getEntry)
                    .filter(entry -> entry != null)
                    .<ZipEntry>map(entry -> entry)
                    .findFirst());
  }

  private static JavadocPage read(ZipFile zip, ZipEntry entry, String address) throws IOException {
    try (InputStream html = zip.getInputStream(entry)) {
      return new JavadocPage(html, address);
    }
  }

  /** Where the page is on the web, so that its links lead on; empty if that is not known. */
  private static String address(Class<?> type, String path, ZipEntry entry) {
    return JavadocPages.of(type)
        .filter(page -> page.endsWith(path))
        .map(page -> page.substring(0, page.length() - path.length()) + entry.getName())
        .orElse("");
  }
}
