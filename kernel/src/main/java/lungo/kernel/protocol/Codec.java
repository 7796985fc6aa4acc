package lungo.kernel.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Between messages and frames: {@code identities… <IDS|MSG> signature header parent metadata
 * content buffers…}. One a session; safe for use by several threads.
 */
public final class Codec {

  /** The parent header of messages that no request caused. */
  public static final String NO_PARENT = "{}";

  private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(UTF_8);
  private static final int JSON_FRAMES = 4;

  private final Signer signer;
  private final String session = unique();
  private final Replays replays = new Replays();
  private final AtomicLong sent = new AtomicLong();

  /**
   * A codec of a new session.
   *
   * @param key the connection file's key; empty turns signatures off
   */
  public Codec(String key) {
    signer = new Signer(key);
  }

  /** A session is told apart, not kept secret: secure random numbers take a start too long. */
  private static String unique() {
    var random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  /**
   * Reads and writes what a front end's greeting takes, for nobody: the classes behind dates,
   * digests and JSON are there then when it comes. To be called beside other work of a start.
   */
  public static void rehearse() {
    var codec = new Codec("key");
    try {
      codec.decode(codec.encode(List.of(), NO_PARENT, new Greeting()));
    } catch (BadMessageException e) {
      throw new IllegalStateException(e);
    }
    codec.encode(List.of(), NO_PARENT, new Publish.Welcome(""));
    codec.encode(List.of(), NO_PARENT, Publish.BUSY);
    codec.encode(List.of(), NO_PARENT, new KernelInfo.Reply("", "17"));
  }

  private record Greeting() implements Content {

    @Override
    public String type() {
      return "kernel_info_request";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of();
    }
  }

  /**
   * Reads a request.
   *
   * @param frames the frames of one multipart message
   * @return the request
   * @throws BadMessageException if it is not well-formed, not signed with the key, of an unknown
   *     type or a replay
   */
  public Message decode(List<byte[]> frames) throws BadMessageException {
    int delimiter = delimiter(frames);
    int json = delimiter + 2;
    if (frames.size() < json + JSON_FRAMES) {
      throw new BadMessageException(
          "a message has signature, header, parent header, metadata and content behind the"
              + " delimiter, got "
              + (frames.size() - delimiter - 1)
              + " frames");
    }
    List<byte[]> signed = frames.subList(json, json + JSON_FRAMES);
    if (!signer.verifies(frames.get(delimiter + 1), signed)) {
      throw new BadMessageException("wrong signature");
    }
    String headerText = text(signed.get(0));
    if (!replays.isNew(frames.get(delimiter + 1))) {
      throw new BadMessageException("a message that was received before");
    }
    Header header = Header.parse(Json.read(headerText));
    Map<String, Object> content = Json.read(text(signed.get(3)));
    return new Message(
        frames.subList(0, delimiter),
        header,
        headerText,
        CommParser.reads(header.type())
            ? CommParser.parse(
                header.type(),
                content,
                Json.read(text(signed.get(2))),
                frames.subList(json + JSON_FRAMES, frames.size()))
            : Request.parse(header.type(), content));
  }

  /**
   * Writes a message.
   *
   * @param prefix routing identities, or a topic on IOPub
   * @param parent the causing request's header as it came, or {@link #NO_PARENT}
   * @param content what it says
   * @return the frames of one multipart message
   */
  public List<byte[]> encode(List<byte[]> prefix, String parent, Content content) {
    var header =
        new Header(
            session + "_" + sent.incrementAndGet(),
            session,
            "kernel",
            content.type(),
            Optional.empty());
    List<byte[]> signed =
        List.of(
            bytes(header.fields()),
            parent.getBytes(UTF_8),
            bytes(content.metadata()),
            bytes(content.fields()));
    var frames = new ArrayList<byte[]>(prefix.size() + JSON_FRAMES + 2);
    frames.addAll(prefix);
    frames.add(DELIMITER);
    frames.add(signer.sign(signed).getBytes(UTF_8));
    frames.addAll(signed);
    frames.addAll(content.buffers());
    return frames;
  }

  private static int delimiter(List<byte[]> frames) throws BadMessageException {
    for (int i = 0; i < frames.size(); i++) {
      if (Arrays.equals(frames.get(i), DELIMITER)) {
        return i;
      }
    }
    throw new BadMessageException("no <IDS|MSG> among the " + frames.size() + " frames");
  }

  private static byte[] bytes(Map<String, Object> fields) {
    return Json.write(fields).getBytes(UTF_8);
  }

  private static String text(byte[] frame) throws BadMessageException {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(frame)).toString();
    } catch (CharacterCodingException e) {
      throw new BadMessageException("not UTF-8", e);
    }
  }
}
