package lungo.kernel.execution.cell;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pattern that is compiled when something is first matched with it. A start needs none of those
 * of errors and completion, each of which takes it half a millisecond.
 */
public final class LazyPattern {

  private final String regex;
  private volatile @Nullable Pattern compiled;

  /**
   * A pattern that is not compiled yet.
   *
   * @param regex as {@link Pattern#compile(String)} takes it, which checks it later
   */
  public LazyPattern(String regex) {
    this.regex = regex;
  }

  /**
   * Makes a matcher.
   *
   * @param text what is to be matched
   * @return a matcher of the pattern
   */
  public Matcher matcher(CharSequence text) {
    Pattern known = compiled;
    if (known == null) {
      known = Pattern.compile(regex);
      compiled = known;
    }
    return known.matcher(text);
  }
}
