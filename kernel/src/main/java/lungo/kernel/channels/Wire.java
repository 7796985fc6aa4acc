package lungo.kernel.channels;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import lungo.kernel.protocol.ConnectionInfo;
import org.jspecify.annotations.Nullable;

/**
 * The sockets and the one thread that touches them. It sleeps in a selector; other threads wake it
 * by the selector, which an interrupt of those threads cannot break (it would close a pipe).
 */
final class Wire implements AutoCloseable {

  /** What happens on the wire; called on its thread. */
  interface Listener {

    /** A multipart message came in. */
    void received(Channel channel, List<byte[]> frames);

    /** A front end subscribed to a topic of IOPub. */
    void subscribed(byte[] topic);

    /** The frames of joined text. */
    List<byte[]> encode(Outbox.Entry.Text text);
  }

  /** What the selector watches. */
  interface Ready {

    /** Something can be read, or more be written. */
    void ready(boolean isReadable, boolean isWritable) throws IOException;

    /** Ends it. */
    void close();
  }

  private record Outgoing(Channel channel, List<byte[]> frames) {}

  private static final int LINGER_MILLIS = 1000;
  private static final int SUBSCRIBER_QUEUE = 1000;
  private static final long MAX_FRAME = Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 4);
  private static final int TRANSFER = 1 << 16;
  private static final int BACKLOG = 100;
  private static final int REFUSED_MILLIS = 10;
  private static final long ACCEPT_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Listener listener;
  private final Selector selector;
  private final ByteBuffer transfer = ByteBuffer.allocateDirect(TRANSFER);
  private final List<Path> files = new ArrayList<>();
  private final Map<Channel, Router> routers = new EnumMap<>(Channel.class);
  private final Publisher publisher;
  private final Outbox outbox;
  private final Queue<Outgoing> replies = new ConcurrentLinkedQueue<>();
  private final AtomicInteger holding = new AtomicInteger();
  private final Thread thread;
  private @Nullable List<byte[]> refused;
  private volatile boolean closing;

  /** Binds all sockets, to the connection's address only. */
  Wire(ConnectionInfo connection, Listener listener) throws IOException {
    this.listener = listener;
    selector = Selector.open();
    outbox = new Outbox(this::wake);
    publisher = new Publisher(SUBSCRIBER_QUEUE, listener::subscribed);
    try {
      bind(router(Channel.CONTROL), connection, connection.control());
      bind(router(Channel.SHELL), connection, connection.shell());
      bind(router(Channel.STDIN), connection, connection.stdin());
      bind(publisher, connection, connection.iopub());
      bind(new Heartbeat(), connection, connection.heartbeat());
    } catch (IOException | RuntimeException e) {
      release();
      throw e;
    }
    thread = new Thread(this::serve, "lungo-channels");
  }

  /** Begins to receive. */
  void start() {
    thread.start();
  }

  Outbox outbox() {
    return outbox;
  }

  /** Queues a message for a channel. */
  void send(Channel channel, List<byte[]> frames) {
    replies.add(new Outgoing(channel, frames));
    wake();
  }

  /** Lets what some work sends go out when it is done: its thread is woken once for all of it. */
  void together(Runnable work) {
    holding.incrementAndGet();
    try {
      work.run();
    } finally {
      holding.decrementAndGet();
      selector.wakeup();
    }
  }

  private void wake() {
    if (holding.get() == 0) {
      selector.wakeup();
    }
  }

  /** Sends what is queued, then closes the sockets. */
  @Override
  public void close() {
    closing = true;
    outbox.flush();
    selector.wakeup();
    boolean interrupted = false;
    try {
      thread.join(Duration.ofSeconds(3).toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- addresses

  private Router router(Channel channel) {
    var router = new Router(frames -> listener.received(channel, frames));
    routers.put(channel, router);
    return router;
  }

  private void bind(Endpoint endpoint, ConnectionInfo connection, int port) throws IOException {
    String host = connection.ip();
    try {
      switch (connection.transport()) {
        case TCP -> {
          var address =
              host.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
          if (address.isUnresolved()) {
            throw new UnknownHostException("no such host");
          }
          listen(endpoint, ServerSocketChannel.open(), address);
        }
        case IPC -> {
          var address = UnixDomainSocketAddress.of(host + "-" + port);
          Files.deleteIfExists(address.getPath()); // what an earlier process left there
          listen(endpoint, ServerSocketChannel.open(StandardProtocolFamily.UNIX), address);
          files.add(address.getPath());
        }
      }
    } catch (IOException e) {
      throw new IOException(
          "cannot listen on " + host + " port " + port + ": " + e.getMessage(), e);
    }
  }

  private void listen(Endpoint endpoint, ServerSocketChannel server, SocketAddress address)
      throws IOException {
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT, new Acceptance(server, endpoint));
    server.bind(address, BACKLOG);
  }

  /** Lets peers connect to a socket. */
  private final class Acceptance implements Ready {

    private final ServerSocketChannel server;
    private final Endpoint endpoint;

    Acceptance(ServerSocketChannel server, Endpoint endpoint) {
      this.server = server;
      this.endpoint = endpoint;
    }

    @Override
    public void ready(boolean isReadable, boolean isWritable) {
      try {
        for (SocketChannel accepted = server.accept();
            accepted != null;
            accepted = server.accept()) {
          welcome(accepted);
        }
      } catch (IOException e) {
        Log.line("a connection could not be accepted: " + e);
        LockSupport.parkNanos(ACCEPT_AGAIN_NANOS); // such as one file too many: it comes again
      }
    }

    private void welcome(SocketChannel accepted) throws IOException {
      try {
        new Peer(accepted, endpoint, selector, transfer, MAX_FRAME).flush();
      } catch (IOException e) {
        accepted.close(); // it is gone already
      }
    }

    @Override
    public void close() {
      try {
        server.close();
      } catch (IOException e) {
        Log.line("a socket stays open: " + e);
      }
    }
  }

  // ---- the thread

  private void serve() {
    try {
      while (!closing) {
        sendAll();
        OptionalLong wait = outbox.nanosUntilDue();
        if (refused != null) {
          selector.select(this::serve, REFUSED_MILLIS);
        } else if (wait.isEmpty()) {
          selector.select(this::serve);
        } else if (wait.getAsLong() > 0) {
          long millis = TimeUnit.NANOSECONDS.toMillis(wait.getAsLong()) + 1;
          selector.select(this::serve, millis);
        }
      }
      sendAll();
      linger();
    } catch (IOException e) {
      Log.fault("the channels are broken", e);
    } finally {
      release();
    }
  }

  private void serve(SelectionKey key) {
    var ready = (Ready) key.attachment();
    try {
      if (key.isValid()) {
        ready.ready(key.isReadable(), key.isWritable());
      }
    } catch (IOException e) {
      ready.close(); // a peer that is gone, or does not speak the protocol
    } catch (RuntimeException | StackOverflowError e) {
      Log.fault("a connection could not be served", e);
      ready.close();
    }
  }

  /** Gives peers a while to take what is queued for them. */
  private void linger() throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS);
    long left = LINGER_MILLIS;
    while (left > 0 && isBehind()) {
      selector.select(this::serve, left);
      sendAll();
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }

  private boolean isBehind() {
    if (refused != null) {
      return true;
    }
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof Peer peer && peer.isBehind()) {
        return true;
      }
    }
    return false;
  }

  private void sendAll() {
    publishAll();
    publisher.flush();
    for (Outgoing next = replies.poll(); next != null; next = replies.poll()) {
      Objects.requireNonNull(routers.get(next.channel())).send(next.frames());
    }
  }

  /** Queues what is published; in a subscriber's queue that is full, its progress makes room. */
  private void publishAll() {
    List<byte[]> next = refused != null ? refused : nextPublished();
    while (next != null) {
      if (!publisher.send(next)) {
        publisher.flush();
        if (!publisher.send(next)) {
          refused = next;
          return;
        }
      }
      refused = null;
      next = nextPublished();
    }
  }

  private @Nullable List<byte[]> nextPublished() {
    Outbox.Entry entry = outbox.take().orElse(null);
    if (entry instanceof Outbox.Entry.Text text) {
      return listener.encode(text);
    }
    return entry == null ? null : ((Outbox.Entry.Encoded) entry).frames();
  }

  private void release() {
    try {
      for (SelectionKey key : List.copyOf(selector.keys())) {
        ((Ready) key.attachment()).close();
      }
      selector.close();
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      Log.line("something stays open: " + e);
    }
  }
}
