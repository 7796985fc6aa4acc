package lungo.renderers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What finding the renderers costs a notebook that never uses DJL. */
class StartTest {

  /** A class path of its own that tells which classes were loaded from it. */
  private static final class Watched extends URLClassLoader {

    Watched(URL[] urls) {
      super(urls, ClassLoader.getPlatformClassLoader());
    }

    boolean hasLoaded(String name) {
      return findLoadedClass(name) != null;
    }
  }

  private static URL url(String entry) {
    try {
      return new File(entry).toURI().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }

  @Test
  void findingTheRenderersStartsNoEngine() throws IOException, ReflectiveOperationException {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    URL[] urls =
        Arrays.stream(path.split(File.pathSeparator)).map(StartTest::url).toArray(URL[]::new);
    try (var loader = new Watched(urls)) {
      var renderers = loader.loadClass("lungo.display.Renderers");
      renderers.getMethod("render", Object.class).invoke(null, "text");

      assertThat(loader.hasLoaded("lungo.renderers.ArrayRenderer")).isTrue();
      assertThat(loader.hasLoaded("ai.djl.ndarray.NDArray")).isTrue();
      assertThat(loader.hasLoaded("ai.djl.engine.Engine")).isFalse();
      assertThat(loader.hasLoaded("ai.djl.pytorch.engine.PtEngine")).isFalse();
      assertThat(loader.hasLoaded("ai.djl.pytorch.jni.LibUtils")).isFalse();
    }
  }
}
