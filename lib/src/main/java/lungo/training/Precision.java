package lungo.training;

import java.util.Locale;
import lungo.torch.Autocast;

/** In which type a step multiplies matrices and convolves. */
enum Precision {
  FLOAT32,
  BFLOAT16,
  FLOAT16;

  /** Multiplies in it until closed. */
  Autocast begin() {
    return switch (this) {
      case FLOAT32 -> Autocast.off();
      case BFLOAT16 -> Autocast.bfloat16();
      case FLOAT16 -> Autocast.float16();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
