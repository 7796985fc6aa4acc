package lungo.experiment;

import org.jspecify.annotations.Nullable;

/** A run cannot be begun, kept, read or taken up again; the message says which and why. */
public final class ExperimentException extends RuntimeException {

  private static final long serialVersionUID = 1;

  ExperimentException(String message) {
    this(message, null);
  }

  ExperimentException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
