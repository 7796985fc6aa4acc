package lungo.kernel.classpath;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The process's loader, but for the resources that an index knows of: they come from there. */
final class IndexedLoader extends ClassLoader {

  private final ClassPathIndex index;

  IndexedLoader(ClassPathIndex index, ClassLoader parent) {
    super("index", parent);
    this.index = index;
  }

  @Override
  public @Nullable URL getResource(String name) {
    if (!JarNotes.keeps(name)) {
      return super.getResource(name);
    }
    List<String> texts = index.resources(name);
    return texts.isEmpty() ? null : url(name, texts.get(0));
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    if (!JarNotes.keeps(name)) {
      return super.getResources(name);
    }
    var urls = new ArrayList<URL>();
    for (String text : index.resources(name)) {
      urls.add(url(name, text));
    }
    return Collections.enumeration(urls);
  }

  private static URL url(String name, String text) {
    try {
      return new URL(null, "index:" + name, new Text(text.getBytes(StandardCharsets.UTF_8)));
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens what is in memory already. */
  private static final class Text extends URLStreamHandler {

    private final byte[] bytes;

    Text(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {
          connected = true;
        }

        @Override
        public InputStream getInputStream() {
          return new ByteArrayInputStream(bytes);
        }
      };
    }
  }
}
