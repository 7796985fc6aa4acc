package lungo.kernel.channels;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import lungo.kernel.protocol.BadMessageException;
import lungo.kernel.protocol.Codec;
import lungo.kernel.protocol.ConnectionInfo;
import lungo.kernel.protocol.Content;
import lungo.kernel.protocol.Message;
import lungo.kernel.protocol.Publish;

/**
 * The open channels of a kernel. Requests come to a {@link Receiver}; what goes out may come from
 * any thread, waits in queues and is sent by the one thread that owns the sockets. Nothing that
 * comes in ends that thread. Front ends can connect before there is a receiver; what they ask waits
 * for it.
 */
public final class Channels implements AutoCloseable {

  private final Wire wire;
  private final Codec codec;
  private final CompletableFuture<Receiver> receiver = new CompletableFuture<>();
  private boolean announced;

  private Channels(ConnectionInfo connection) throws IOException {
    wire = new Wire(connection, new Arrivals());
    wire.start(); // front ends shake hands while the rest is made
    codec = new Codec(connection.key());
  }

  /**
   * Opens the channels. What front ends ask waits until there is a receiver.
   *
   * @param connection where to listen
   * @return the open channels
   * @throws IOException if an address cannot be listened on, with the address
   */
  public static Channels open(ConnectionInfo connection) throws IOException {
    Selectors.useJdks();
    return new Channels(connection);
  }

  /**
   * Begins to serve.
   *
   * @param whom takes the requests from now on
   */
  public void serve(Receiver whom) {
    receiver.complete(whom);
  }

  /**
   * Publishes something that no request caused.
   *
   * @param news what to tell all front ends
   */
  public void publish(Content news) {
    publish(Codec.NO_PARENT, news);
  }

  /** Sends what is queued, then closes the sockets; waits some seconds at most. */
  @Override
  public void close() {
    wire.close();
  }

  void together(Runnable messages) {
    wire.together(messages);
  }

  void publish(String parent, Content news) {
    wire.outbox().add(codec.encode(List.of(news.type().getBytes(UTF_8)), parent, news));
  }

  void print(String parent, String stream, String text) {
    wire.outbox().print(parent, stream, text);
  }

  void send(Channel channel, Message request, Content content) {
    wire.outbox().flush();
    wire.send(channel, codec.encode(request.identities(), request.headerText(), content));
  }

  /** Tells once that the kernel has started: before all else, to those who are there to hear it. */
  private void announce() {
    if (!announced) {
      announced = true;
      publish(new Publish.Status(Publish.State.STARTING));
    }
  }

  /** What comes from the wire, on its thread. */
  private final class Arrivals implements Wire.Listener {

    @Override
    public void received(Channel channel, List<byte[]> frames) {
      Receiver to = receiver.join();
      try {
        Message message = codec.decode(frames);
        announce();
        to.receive(new Received(Channels.this, channel, message));
      } catch (BadMessageException e) {
        Log.line("a message on " + channel + " was dropped: " + e.getMessage());
      } catch (RuntimeException | StackOverflowError e) {
        Log.fault("a message on " + channel + " could not be served", e);
      }
    }

    @Override
    public void subscribed(byte[] topic) {
      receiver.join(); // the codec is there then
      var welcome = new Publish.Welcome(new String(topic, UTF_8));
      wire.outbox().add(codec.encode(List.of(topic), Codec.NO_PARENT, welcome));
      announce();
    }

    @Override
    public List<byte[]> encode(Outbox.Entry.Text text) {
      var stream = new Publish.Stream(text.stream(), text.text());
      return codec.encode(List.of(stream.type().getBytes(UTF_8)), text.parent(), stream);
    }
  }
}
