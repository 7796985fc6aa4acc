package lungo.kernel.channels;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import lungo.kernel.protocol.BadMessageException;
import lungo.kernel.protocol.Codec;
import lungo.kernel.protocol.ConnectionInfo;
import lungo.kernel.protocol.Content;
import lungo.kernel.protocol.Message;
import lungo.kernel.protocol.Publish;

/**
 * The open channels of a kernel. Requests come to a {@link Receiver}; what goes out may come from
 * any thread, waits in queues and is sent by the one thread that owns the sockets. Nothing that
 * comes in ends that thread.
 */
public final class Channels implements AutoCloseable {

  private final Codec codec;
  private final Receiver receiver;
  private final Wire wire;
  private boolean announced;

  private Channels(ConnectionInfo connection, Receiver receiver) throws IOException {
    codec = new Codec(connection.key());
    this.receiver = receiver;
    wire = new Wire(connection, new Arrivals());
  }

  /**
   * Opens the channels and begins to receive.
   *
   * @param connection where to listen
   * @param receiver takes the requests
   * @return the open channels
   * @throws IOException if an address cannot be listened on, with the address
   */
  public static Channels open(ConnectionInfo connection, Receiver receiver) throws IOException {
    Selectors.useJdks();
    var channels = new Channels(connection, receiver);
    channels.wire.start();
    return channels;
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
      try {
        Message message = codec.decode(frames);
        announce();
        receiver.receive(new Received(Channels.this, channel, message));
      } catch (BadMessageException e) {
        Log.line("a message on " + channel + " was dropped: " + e.getMessage());
      } catch (RuntimeException | StackOverflowError e) {
        Log.fault("a message on " + channel + " could not be served", e);
      }
    }

    @Override
    public void subscribed(byte[] topic) {
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
