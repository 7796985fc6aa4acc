package lungo.kernel.channels;

/** The channels on which requests come in and replies go out. */
public enum Channel {
  /** Execution, completion, comms: what may have to wait. */
  SHELL,
  /** Interrupt and shutdown: what must not wait. */
  CONTROL,
  /** Questions of the kernel to the user, and their answers. */
  STDIN
}
