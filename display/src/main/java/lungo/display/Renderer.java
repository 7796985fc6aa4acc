package lungo.display;

/**
 * Turns values of one type into what a notebook shows. Implementations are listed in {@code
 * META-INF/services/lungo.display.Renderer} and have a public constructor without parameters; the
 * renderer of the nearest supertype wins.
 *
 * <p>A renderer must not change the value, and must escape what it puts into HTML (see {@link
 * Html}).
 *
 * <pre>{@code
 * class MinutesRenderer implements Renderer<Duration> {
 *   public Class<Duration> type() { return Duration.class; }
 *   public MimeBundle render(Duration time) { return MimeBundle.text(time.toMinutes() + " min"); }
 * }
 * }</pre>
 *
 * @param <T> the type that is rendered
 */
public interface Renderer<T> {

  /**
   * The type whose values, and whose subtypes' values, this renderer shows.
   *
   * @return a class or an interface
   */
  Class<T> type();

  /**
   * Renders a value.
   *
   * @param value the value, not null
   * @return its representations, with {@code text/plain} among them
   */
  MimeBundle render(T value);
}
