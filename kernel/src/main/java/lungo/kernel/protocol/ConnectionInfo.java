package lungo.kernel.protocol;

/**
 * A connection file: where the kernel listens and how messages are signed.
 *
 * @param transport {@code tcp} or {@code ipc}
 * @param ip the address to bind to with tcp; the path's beginning with ipc, {@code -PORT} follows
 * @param shell the shell channel's port, 1 to 65535
 * @param control the control channel's port
 * @param stdin the stdin channel's port
 * @param iopub the IOPub channel's port
 * @param heartbeat the heartbeat's port
 * @param key the key of the signatures; empty means none
 */
public record ConnectionInfo(
    Transport transport,
    String ip,
    int shell,
    int control,
    int stdin,
    int iopub,
    int heartbeat,
    String key) {

  /** How the front end reaches the kernel. */
  public enum Transport {
    /** Internet sockets. */
    TCP,
    /** Unix domain sockets. */
    IPC
  }

  /**
   * Rejects ports that no socket has.
   *
   * @param transport tcp or ipc
   * @param ip an address or the beginning of a path
   * @param shell a port
   * @param control a port
   * @param stdin a port
   * @param iopub a port
   * @param heartbeat a port
   * @param key the key
   */
  public ConnectionInfo {
    for (int port : new int[] {shell, control, stdin, iopub, heartbeat}) {
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException("a port must be in 1 to 65535, got " + port);
      }
    }
    if (ip.isBlank()) {
      throw new IllegalArgumentException("ip must name an address or a path, got '" + ip + "'");
    }
  }

  /**
   * Reads a connection file's text.
   *
   * @param json the file's content
   * @return the connection
   * @throws BadMessageException if a field is missing or has a value that is not understood
   */
  public static ConnectionInfo parse(String json) throws BadMessageException {
    var fields = new Fields("connection file", Json.read(json));
    String scheme = fields.text("signature_scheme", "hmac-sha256");
    if (!scheme.equals("hmac-sha256")) {
      throw new BadMessageException(
          "connection file: signature_scheme must be hmac-sha256, got " + scheme);
    }
    try {
      return new ConnectionInfo(
          transport(fields.text("transport", "tcp")),
          fields.text("ip"),
          fields.integer("shell_port"),
          fields.integer("control_port"),
          fields.integer("stdin_port"),
          fields.integer("iopub_port"),
          fields.integer("hb_port"),
          fields.text("key", ""));
    } catch (IllegalArgumentException e) {
      throw new BadMessageException("connection file: " + e.getMessage(), e);
    }
  }

  private static Transport transport(String name) throws BadMessageException {
    return switch (name) {
      case "tcp" -> Transport.TCP;
      case "ipc" -> Transport.IPC;
      default ->
          throw new BadMessageException(
              "connection file: transport must be tcp or ipc, got " + name);
    };
  }

  /** Everything but the key. */
  @Override
  public String toString() {
    return "%s %s shell %d control %d stdin %d iopub %d heartbeat %d"
        .formatted(transport, ip, shell, control, stdin, iopub, heartbeat);
  }
}
