package lungo.display.widgets;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import lungo.display.comm.Comms;
import org.jspecify.annotations.Nullable;

/**
 * A widget with a value that can change.
 *
 * @param <T> the value's type
 */
public abstract class ValueWidget<T> extends DomWidget {

  private final String key;
  private final boolean isUsers;
  private final List<Consumer<T>> handlers = new CopyOnWriteArrayList<>();

  /** A widget whose value stands in its state under a key; says whether the user can change it. */
  ValueWidget(Model model, Map<String, Object> first, String key, boolean isUsers) {
    super(model, first);
    this.key = key;
    this.isUsers = isUsers;
  }

  /**
   * The value.
   *
   * @return what the user or Java set last
   */
  public final T value() {
    return fromState(get(key));
  }

  /**
   * Sets the value here and in all front ends.
   *
   * @param value the new value
   * @throws IllegalArgumentException if this widget cannot have it
   */
  public final void value(T value) {
    if (set(key, toState(value))) {
      tell();
    }
  }

  /**
   * Does something with each new value, whether the user or Java set it. It happens as a part of
   * the cell that calls this: what it prints and shows stands there, and so do its errors. While it
   * runs, front ends keep back all but the newest change.
   *
   * @param handler takes the new value
   */
  public final void onChange(Consumer<? super T> handler) {
    handlers.add(Comms.hub().bind(handler));
  }

  /**
   * Shows what a function makes of the value, now and whenever the value changes.
   *
   * <pre>{@code
   * var place = new IntSlider("picture", 0, 99, 0);
   * Display.show(place.interact(i -> data.test().image(i)));
   * }</pre>
   *
   * @param function from a value to anything that can be shown, such as a chart
   * @return this widget with the function's result below it
   */
  public final VBox interact(Function<? super T, ?> function) {
    var output = new Output();
    output.show(function.apply(value()));
    onChange(value -> output.show(function.apply(value)));
    return new VBox(this, output);
  }

  /** The value as the front ends have it. */
  abstract Object toState(T value);

  /**
   * The value of what the front ends have.
   *
   * @throws IllegalArgumentException if it is none
   */
  abstract T fromState(Object value);

  @Override
  final boolean isUsers(String changed) {
    return isUsers && changed.equals(key);
  }

  @Override
  final Object read(String changed, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("a value cannot be null");
    }
    return toState(fromState(value));
  }

  @Override
  final void changed(String part) {
    tell();
  }

  private void tell() {
    T value = value();
    handlers.forEach(handler -> handler.accept(value));
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "(" + value() + ")";
  }
}
