package lungo.kernel.channels;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Passes bytes between a Unix domain socket and a port of this machine. JeroMQ's own ipc is TCP on
 * a port made from the path's hash, which no other ZeroMQ can reach.
 */
final class UnixRelay implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final ServerSocketChannel server;
  private final InetSocketAddress behind;

  private UnixRelay(Path path, ServerSocketChannel server, InetSocketAddress behind) {
    this.path = path;
    this.server = server;
    this.behind = behind;
  }

  /** Listens at a path, replacing what an earlier process left there. */
  static UnixRelay open(String path, int port) throws IOException {
    var address = UnixDomainSocketAddress.of(path);
    Files.deleteIfExists(address.getPath());
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(address);
    var relay =
        new UnixRelay(
            address.getPath(),
            server,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    relay.start("accept", relay::acceptAll);
    return relay;
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      Log.line(path + " stays behind: " + e);
    }
  }

  private void acceptAll() throws IOException {
    while (server.isOpen()) {
      SocketChannel front = server.accept();
      SocketChannel back = SocketChannel.open(behind);
      start("in", () -> copy(front, back));
      start("out", () -> copy(back, front));
    }
  }

  private static void copy(SocketChannel from, SocketChannel to) throws IOException {
    try (from;
        to) {
      var bytes = ByteBuffer.allocateDirect(BUFFER);
      while (from.read(bytes) >= 0) {
        bytes.flip();
        while (bytes.hasRemaining()) {
          to.write(bytes);
        }
        bytes.clear();
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private void start(String what, Work work) {
    var thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (ClosedChannelException e) {
                // One of the two ends has closed the connection, or the kernel ends.
              } catch (IOException e) {
                Log.line(what + " at " + path + " ended: " + e);
              }
            },
            "lungo-ipc-" + what);
    thread.setDaemon(true);
    thread.start();
  }
}
