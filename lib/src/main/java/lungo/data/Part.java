package lungo.data;

import java.util.Locale;

/** What a part of a data set is for. */
public enum Part {
  /** The model learns from it. */
  TRAIN,
  /** Decisions during training are made on it: when to stop, which settings to keep. */
  VALID,
  /** The finished model is judged by it; nothing else ever looks at it. */
  TEST;

  /** The name in tables and messages: {@code train}, {@code valid}, {@code test}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
