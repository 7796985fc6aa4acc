package lungo.kernel.channels;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import lungo.kernel.protocol.ConnectionInfo;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * The sockets and the one thread that touches them. It sleeps in a selector on the sockets'
 * signals; other threads wake it by the selector, which an interrupt of those threads cannot break
 * (it would close a pipe).
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

  private record Outgoing(Channel channel, List<byte[]> frames) {}

  private static final int LINGER_MILLIS = 1000;
  private static final int SUBSCRIBER_QUEUE = 1000;
  private static final long MAX_FRAME = Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 4);
  private static final int REFUSED_MILLIS = 10;
  private static final int SIGNAL_NANOS = 10_000;
  private static final byte SUBSCRIBE = 1;

  private final Listener listener;
  private final ZContext context = new ZContext();
  private final Selector selector;
  private final List<UnixRelay> relays = new ArrayList<>();
  private final Map<Channel, ZMQ.Socket> routers = new EnumMap<>(Channel.class);
  private final ZMQ.Socket publisher;
  private final ZMQ.Socket heartbeat;
  private final Outbox outbox;
  private final Queue<Outgoing> replies = new ConcurrentLinkedQueue<>();
  private final AtomicInteger holding = new AtomicInteger();
  private final Thread thread;

  /** The sockets that may have something: signalled, or sent to, which may use up a signal. */
  private final Set<ZMQ.Socket> active = new HashSet<>();

  private @Nullable List<byte[]> refused;
  private volatile boolean closing;

  /** Binds all sockets, to the connection's address only. */
  Wire(ConnectionInfo connection, Listener listener) throws IOException {
    this.listener = listener;
    selector = Selector.open();
    outbox = new Outbox(this::wake);
    try {
      routers.put(Channel.CONTROL, router(connection, connection.control()));
      routers.put(Channel.SHELL, router(connection, connection.shell()));
      routers.put(Channel.STDIN, router(connection, connection.stdin()));
      publisher = publisher(connection);
      heartbeat = bound(SocketType.REP, connection, connection.heartbeat());
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

  private ZMQ.Socket router(ConnectionInfo connection, int port) throws IOException {
    ZMQ.Socket socket = bound(SocketType.ROUTER, connection, port);
    socket.setRouterHandover(true);
    return socket;
  }

  private ZMQ.Socket publisher(ConnectionInfo connection) throws IOException {
    return bound(SocketType.XPUB, connection, connection.iopub());
  }

  private ZMQ.Socket bound(SocketType type, ConnectionInfo connection, int port)
      throws IOException {
    ZMQ.Socket socket = context.createSocket(type);
    socket.setLinger(LINGER_MILLIS);
    socket.setMaxMsgSize(MAX_FRAME);
    socket.setHWM(0);
    if (type == SocketType.XPUB) {
      socket.setSndHWM(SUBSCRIBER_QUEUE);
      socket.setXpubNoDrop(true);
      socket.setXpubVerbose(true);
    }
    bind(socket, connection, port);
    socket.getFD().register(selector, SelectionKey.OP_READ, socket);
    active.add(socket);
    return socket;
  }

  private void bind(ZMQ.Socket socket, ConnectionInfo connection, int port) throws IOException {
    String host = connection.ip().contains(":") ? "[" + connection.ip() + "]" : connection.ip();
    try {
      switch (connection.transport()) {
        case TCP -> socket.bind("tcp://" + host + ":" + port);
        case IPC -> {
          int behind = socket.bindToRandomPort("tcp://127.0.0.1");
          relays.add(UnixRelay.open(connection.ip() + "-" + port, behind));
        }
      }
    } catch (ZMQException e) {
      throw new IOException(
          "cannot listen on " + host + " port " + port + ": " + e.getMessage(), e);
    }
  }

  private void serve() {
    try {
      boolean isSignalled = false;
      while (!closing) {
        boolean sent = sendAll();
        boolean received = receiveAll();
        if (received || sent || closing) {
          isSignalled = false;
          continue;
        }
        if (isSignalled) { // JeroMQ signals a moment before the message is there
          LockSupport.parkNanos(SIGNAL_NANOS);
        }
        isSignalled = sleep();
      }
      sendAll();
    } catch (IOException e) {
      Log.fault("the channels are broken", e);
    } finally {
      release();
    }
  }

  /** Waits for something to do; says whether a socket was signalled. */
  private boolean sleep() throws IOException {
    OptionalLong wait = outbox.nanosUntilDue();
    if (refused != null) {
      selector.select(REFUSED_MILLIS); // a send may have used up the signal that there is room
    } else if (wait.isEmpty()) {
      selector.select();
    } else if (wait.getAsLong() > 0) {
      selector.select(TimeUnit.NANOSECONDS.toMillis(wait.getAsLong()) + 1);
    }
    for (SelectionKey key : selector.selectedKeys()) {
      active.add((ZMQ.Socket) key.attachment());
    }
    boolean isSignalled = !selector.selectedKeys().isEmpty();
    selector.selectedKeys().clear();
    return isSignalled;
  }

  private boolean receiveAll() {
    if (active.isEmpty()) {
      return false;
    }
    var sockets = List.copyOf(active);
    active.clear();
    boolean any = false;
    for (ZMQ.Socket socket : sockets) {
      for (Optional<List<byte[]>> frames = receive(socket);
          frames.isPresent();
          frames = receive(socket)) {
        any = true;
        take(socket, frames.get());
      }
    }
    return any;
  }

  private void take(ZMQ.Socket socket, List<byte[]> frames) {
    if (socket == heartbeat) {
      transmit(heartbeat, frames);
    } else if (socket == publisher) {
      byte[] subscription = frames.get(0);
      if (subscription.length > 0 && subscription[0] == SUBSCRIBE) {
        listener.subscribed(Arrays.copyOfRange(subscription, 1, subscription.length));
      }
    } else {
      routers.forEach(
          (channel, router) -> {
            if (router == socket) {
              listener.received(channel, frames);
            }
          });
    }
  }

  private static Optional<List<byte[]>> receive(ZMQ.Socket socket) {
    byte[] first = socket.recv(ZMQ.DONTWAIT);
    if (first == null) {
      return Optional.empty();
    }
    var frames = new ArrayList<byte[]>();
    frames.add(first);
    while (socket.hasReceiveMore()) {
      frames.add(socket.recv());
    }
    return Optional.of(frames);
  }

  private boolean sendAll() {
    boolean any = publishAll();
    for (Outgoing next = replies.poll(); next != null; next = replies.poll()) {
      any = true;
      transmit(Objects.requireNonNull(routers.get(next.channel())), next.frames());
    }
    return any;
  }

  private boolean publishAll() {
    boolean any = false;
    List<byte[]> next = refused;
    while (next != null || (next = nextPublished()) != null) {
      if (!transmit(publisher, next)) {
        refused = next; // a subscriber's queue is full; its progress wakes this thread
        return any;
      }
      refused = null;
      next = null;
      any = true;
    }
    return any;
  }

  private @Nullable List<byte[]> nextPublished() {
    Outbox.Entry entry = outbox.take().orElse(null);
    if (entry instanceof Outbox.Entry.Text text) {
      return listener.encode(text);
    }
    return entry == null ? null : ((Outbox.Entry.Encoded) entry).frames();
  }

  /** Sends a multipart message whole, or, if the first frame is refused, nothing of it. */
  private boolean transmit(ZMQ.Socket socket, List<byte[]> frames) {
    active.add(socket);
    int last = frames.size() - 1;
    for (int i = 0; i <= last; i++) {
      int flags = ZMQ.DONTWAIT | (i < last ? ZMQ.SNDMORE : 0);
      if (!socket.send(frames.get(i), flags) && i == 0) {
        return false;
      }
    }
    return true;
  }

  private void release() {
    relays.forEach(UnixRelay::close);
    context.close();
    try {
      selector.close();
    } catch (IOException e) {
      Log.line("the selector stays open: " + e);
    }
  }
}
