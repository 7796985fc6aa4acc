package lungo.kernel.execution;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * One run of a cell: where its threads' output goes, what is left of its input, whether it ends.
 */
final class CellContext {

  final CellOutput output;
  final CellThread thread;
  final Decoder stdout;
  final Decoder stderr;
  volatile boolean stopped;
  volatile long stoppedAt;
  private byte[] input = {};
  private int inputRead;

  CellContext(CellOutput output, CellThread thread) {
    this.output = output;
    this.thread = thread;
    this.stdout = new Decoder(output::stdout);
    this.stderr = new Decoder(output::stderr);
  }

  /** How many bytes of the last line of input were not read yet. */
  synchronized int available() {
    return input.length - inputRead;
  }

  /** Keeps a line of input to be read. */
  synchronized void feed(String line) {
    input = (line + "\n").getBytes(StandardCharsets.UTF_8);
    inputRead = 0;
  }

  /** Reads what is left of the last line; returns the number of bytes, 0 if none is left. */
  synchronized int take(byte[] into, int offset, int length) {
    int count = Math.min(length, available());
    System.arraycopy(input, inputRead, into, offset, count);
    inputRead += count;
    return count;
  }

  /** UTF-8 bytes to text; a character that is cut between two writes waits for its rest. */
  static final class Decoder {
    private final Consumer<String> sink;
    private final CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] rest = {};

    Decoder(Consumer<String> sink) {
      this.sink = sink;
    }

    synchronized void write(byte[] bytes, int offset, int length) {
      var in = ByteBuffer.allocate(rest.length + length);
      in.put(rest).put(bytes, offset, length).flip();
      var out = CharBuffer.allocate(in.remaining());
      decoder.decode(in, out, false);
      rest = new byte[in.remaining()];
      in.get(rest);
      if (out.flip().hasRemaining()) {
        sink.accept(out.toString());
      }
    }
  }
}
