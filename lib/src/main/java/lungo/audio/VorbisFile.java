package lungo.audio;

import com.jcraft.jogg.Packet;
import com.jcraft.jogg.Page;
import com.jcraft.jogg.StreamState;
import com.jcraft.jogg.SyncState;
import com.jcraft.jorbis.Block;
import com.jcraft.jorbis.Comment;
import com.jcraft.jorbis.DspState;
import com.jcraft.jorbis.Info;
import java.util.Arrays;
import lungo.data.DataException;

/**
 * Vorbis in Ogg, decoded by JOrbis: three packets that say what follows, then the sound, in pages
 * that each have a checksum. Vorbis I specification, Xiph.Org, https://xiph.org/vorbis/doc/
 */
final class VorbisFile {

  private static final int HEADERS = 3;

  private final String name;
  private final SyncState pages = new SyncState();
  private final StreamState packets = new StreamState();
  private final Info info = new Info();
  private final Comment comment = new Comment();
  private final DspState decoder = new DspState();
  private final Block block = new Block(decoder);
  private float[][] values = {};
  private int length;
  private int headers;

  private VorbisFile(String name) {
    this.name = name;
  }

  /**
   * @param name of the file, for messages
   */
  static Sound parse(byte[] content, String name) {
    try {
      return new VorbisFile(name).sound(content);
    } catch (IndexOutOfBoundsException | NullPointerException | NegativeArraySizeException e) {
      throw new DataException(name + " is damaged: it cannot be decoded as Vorbis", e);
    }
  }

  private Sound sound(byte[] content) {
    int offset = pages.buffer(content.length);
    System.arraycopy(content, 0, pages.data, offset, content.length);
    pages.wrote(content.length);
    info.init();
    comment.init();
    var page = new Page();
    long end = -1;
    while (end < 0) {
      if (!next(page)) {
        throw new DataException(
            name + " is cut off after " + content.length + " bytes: its last page is missing");
      }
      if (headers == 0) {
        packets.init(page.serialno());
      }
      if (packets.pagein(page) == 0) { // not of another stream beside it
        decode();
        end = page.eos() != 0 ? page.granulepos() : -1;
      }
    }
    if (next(page)) {
      throw new DataException(name + " holds several sounds one after another; one can be read");
    }
    int count = (int) Math.min(length, end);
    return Sound.of(
        info.rate, Arrays.stream(values).map(v -> Arrays.copyOf(v, count)).toArray(float[][]::new));
  }

  private boolean next(Page page) {
    int state = pages.pageout(page);
    if (state < 0) {
      throw new DataException(name + " is damaged: a page of Ogg has another checksum");
    }
    return state > 0;
  }

  /** Decodes the packets of a page. */
  private void decode() {
    var packet = new Packet();
    for (int state = packets.packetout(packet); state != 0; state = packets.packetout(packet)) {
      if (state < 0) {
        throw new DataException(name + " is damaged: a page of Ogg is missing");
      }
      if (headers < HEADERS) {
        head(packet);
      } else if (block.synthesis(packet) == 0) {
        decoder.synthesis_blockin(block);
        take();
      } else {
        throw new DataException(name + " is damaged: it holds a packet that is no sound");
      }
    }
  }

  private void head(Packet packet) {
    if (info.synthesis_headerin(comment, packet) < 0) {
      throw new DataException(
          headers == 0
              ? name
                  + " is an Ogg file that holds no Vorbis (Opus, FLAC or Speex, maybe); convert it,"
                  + " say by ffmpeg -i FILE out.wav"
              : name + " is damaged: what its Vorbis says of itself cannot be read");
    }
    headers++;
    if (headers == HEADERS) {
      if (info.channels < 1 || info.rate < 1) {
        throw new DataException(
            name + " has " + info.channels + " channels and " + info.rate + " Hz");
      }
      decoder.synthesis_init(info);
      block.init(decoder);
      values = new float[info.channels][info.rate];
    }
  }

  /** Takes what is decoded. */
  private void take() {
    float[][][] decoded = new float[1][][];
    int[] from = new int[info.channels];
    int count = decoder.synthesis_pcmout(decoded, from);
    while (count > 0) {
      for (int c = 0; c < values.length; c++) {
        if (length + count > values[c].length) {
          values[c] = Arrays.copyOf(values[c], 2 * (length + count));
        }
        System.arraycopy(decoded[0][c], from[c], values[c], length, count);
      }
      length += count;
      decoder.synthesis_read(count);
      count = decoder.synthesis_pcmout(decoded, from);
    }
  }
}
