package lungo.kernel.classpath;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.nio.file.FileSystems;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The JDK's file system providers, found by the index of the class path. When the first file system
 * but the default one is asked for, which javac does for the JDK's modules, the JDK looks for
 * providers in all jars and reads the directory of each: a tenth of the time until the first
 * result. The index has noted who provides what.
 */
public final class FileSystemProviders {

  private FileSystemProviders() {}

  /**
   * Tells the JDK who its providers are. Does nothing without an index, or where the process does
   * not open {@code java.base/java.nio.file.spi}: the JDK finds the same ones then.
   */
  public static void tell() {
    if (ClassPathIndex.ofProcess().isEmpty()) {
      return;
    }
    try {
      Field installed = FileSystemProvider.class.getDeclaredField("installedProviders");
      installed.setAccessible(true);
      if (installed.get(null) == null) {
        installed.set(null, Collections.unmodifiableList(find()));
      }
    } catch (NoSuchFieldException | IllegalAccessException | InaccessibleObjectException e) {
      return; // another JDK, or no access: slower, not wrong
    }
  }

  /** As the JDK does: the default one, then the first of each scheme. */
  private static List<FileSystemProvider> find() {
    var found = new ArrayList<FileSystemProvider>();
    found.add(FileSystems.getDefault().provider());
    for (var provider :
        ServiceLoader.load(FileSystemProvider.class, ClassPathIndex.loaderOfProcess())) {
      if (!isIn(found, provider.getScheme())) {
        found.add(provider);
      }
    }
    return found;
  }

  private static boolean isIn(List<FileSystemProvider> found, String scheme) {
    for (FileSystemProvider provider : found) {
      if (provider.getScheme().equalsIgnoreCase(scheme)) {
        return true;
      }
    }
    return false;
  }
}
