package lungo.display;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The renderers of a process: those registered at run time before those that {@link ServiceLoader}
 * finds, the nearest supertype first (the class, its superclasses one by one with the interfaces
 * each adds, then {@code Object}). A value without a renderer shows as its {@code toString()}. A
 * service that cannot be loaded is left out and logged; the others work.
 *
 * <pre>{@code
 * Renderers.register(Duration.class, time -> MimeBundle.text(time.toMinutes() + " min"));
 * Display.show(Duration.ofHours(2));              // 120 min
 * }</pre>
 */
public final class Renderers {

  private static final int MAX_FAILURES = 100;
  private static final Renderers GLOBAL = new Renderers();

  private final Map<Class<?>, Function<Object, MimeBundle>> byType = new ConcurrentHashMap<>();
  private ClassLoader loader = Renderers.class.getClassLoader();
  private boolean servicesLoaded;

  private Renderers() {}

  /**
   * Registers how values of a type look, for this process; the newest registration of a type wins.
   *
   * @param <T> the type
   * @param type a class or an interface
   * @param render from a value to its representations
   */
  public static <T> void register(Class<T> type, Function<? super T, MimeBundle> render) {
    GLOBAL.loadServices();
    GLOBAL.byType.put(type, value -> render.apply(type.cast(value)));
  }

  /**
   * Says where services are looked for, once the first value is rendered; without it in the loader
   * of this class. For kernels, which may know what is there without opening each jar.
   *
   * @param loader finds {@code META-INF/services/lungo.display.Renderer} and the classes
   */
  public static void findIn(ClassLoader loader) {
    synchronized (GLOBAL) {
      GLOBAL.loader = loader;
    }
  }

  /**
   * Looks for the services now, not with the first value: for a thread that has time before it.
   *
   * <pre>{@code
   * new Thread(Renderers::load).start();
   * }</pre>
   */
  public static void load() {
    GLOBAL.loadServices();
  }

  /**
   * Renders a value with the nearest renderer. A renderer that throws is no reason to lose the
   * value: the value's text is shown with the renderer's error below it. Arrays without a renderer
   * show their elements, the first {@value ArrayText#SHOWN} of them.
   *
   * @param value any value; null renders as {@code null}
   * @return its representations
   */
  public static MimeBundle render(@Nullable Object value) {
    if (value == null) {
      return MimeBundle.text("null");
    }
    if (value instanceof MimeBundle bundle) {
      return bundle;
    }
    GLOBAL.loadServices();
    try {
      Function<Object, MimeBundle> renderer = GLOBAL.nearest(value.getClass());
      return renderer == null ? asText(value) : renderer.apply(value);
    } catch (RuntimeException | LinkageError | StackOverflowError | InternalError e) {
      String type = value.getClass().getTypeName();
      return MimeBundle.text(
          asText(value).plainText() + "\n(the renderer of " + type + " failed: " + e + ")");
    }
  }

  private static MimeBundle asText(Object value) {
    try {
      return MimeBundle.text(
          value.getClass().isArray() ? ArrayText.of(value) : String.valueOf(value));
    } catch (RuntimeException | LinkageError | StackOverflowError | InternalError e) {
      String identity =
          value.getClass().getTypeName()
              + "@"
              + Integer.toHexString(System.identityHashCode(value));
      return MimeBundle.text(identity + "\n(its toString failed: " + e + ")");
    }
  }

  private synchronized void loadServices() {
    if (servicesLoaded) {
      return;
    }
    servicesLoaded = true;
    var found = ServiceLoader.load(Renderer.class, loader).iterator();
    int failures = 0;
    while (failures < MAX_FAILURES) {
      try {
        if (!found.hasNext()) {
          return;
        }
        Renderer<?> renderer = found.next();
        add(renderer);
      } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
        failures++;
        // Not earlier: the platform looks for its logger in each jar of the class path.
        System.getLogger(Renderers.class.getName())
            .log(Level.WARNING, "A renderer cannot be used: " + e);
      }
    }
  }

  private <T> void add(Renderer<T> renderer) {
    byType.putIfAbsent(renderer.type(), value -> renderer.render(renderer.type().cast(value)));
  }

  private @Nullable Function<Object, MimeBundle> nearest(Class<?> type) {
    for (Class<?> candidate : supertypes(type)) {
      Function<Object, MimeBundle> renderer = byType.get(candidate);
      if (renderer != null) {
        return renderer;
      }
    }
    return null;
  }

  /** The class and its supertypes, nearest first, {@code Object} last. */
  private static Set<Class<?>> supertypes(Class<?> type) {
    var found = new LinkedHashSet<Class<?>>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      found.add(c);
      var interfaces = new ArrayDeque<Class<?>>(List.of(c.getInterfaces()));
      while (!interfaces.isEmpty()) {
        Class<?> next = interfaces.remove();
        if (found.add(next)) {
          interfaces.addAll(List.of(next.getInterfaces()));
        }
      }
    }
    found.add(Object.class);
    return found;
  }
}
