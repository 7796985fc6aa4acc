package lungo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code src/test/python/tfrecord_reference.py} made the records, with the package tfrecord. */
class TfRecordTest {

  private static byte[] reference() throws IOException {
    try (InputStream in = TfRecordTest.class.getResourceAsStream("reference.tfrecord")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  private static byte[] record(byte[] file, int from) {
    int size = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(from);
    return Arrays.copyOfRange(file, from, from + size + TfRecord.FRAME);
  }

  @Test
  void recordsOfPythonsAreRead() throws IOException {
    byte[] file = reference();
    byte[] first = record(file, 0);
    var example = TfExample.parse(TfRecord.content(first, "first"), "first");
    byte[] all = new byte[256];
    IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
    assertThat(example.bytes("pixels")).isEqualTo(all);
    assertThat(example.numbers("label")).containsExactly(3);
    assertThat(example.text("name")).isEqualTo("café.png");
    assertThat(example.numbers("tokens"))
        .containsExactly(0, 1, 127, 128, 50_256, 1L << 31, -1); // -1 takes ten bytes
    byte[] second = record(file, first.length);
    assertThat(TfExample.parse(TfRecord.content(second, "second"), "second").numbers("label"))
        .containsExactly(-7);
    assertThat(first.length + second.length).isEqualTo(file.length);
    // The frame is the same when it is made here.
    assertThat(TfRecord.framed(TfRecord.content(first, "first"))).isEqualTo(first);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    byte[] message =
        new TfExample()
            .put("label", 2)
            .put("tokens", 5, 70_000, -3)
            .put("none", new long[0])
            .put("name", "a")
            .toBytes();
    var read = TfExample.parse(message, "it");
    assertThat(read.numbers("label")).containsExactly(2);
    assertThat(read.numbers("tokens")).containsExactly(5, 70_000, -3);
    assertThat(read.numbers("none")).isEmpty();
    assertThat(read.text("name")).isEqualTo("a");
    assertThatThrownBy(() -> read.bytes("pixels"))
        .isInstanceOf(DataException.class)
        .hasMessage("it has no 'pixels'; it has [name] and [label, tokens, none]");
  }

  @Test
  void aChangedBitIsFoundWhereverItIs() {
    byte[] framed = TfRecord.framed("hello".getBytes(StandardCharsets.UTF_8));
    assertThat(framed).hasSize(21);
    for (int bit = 0; bit < 8 * framed.length; bit++) {
      byte[] changed = framed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> TfRecord.content(changed, "record 3 of s.tfrecord"))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("record 3 of s.tfrecord is damaged");
    }
  }

  @Test
  void whatIsNoMessageIsRefused() {
    assertThatThrownBy(() -> TfExample.parse(new byte[] {10, 100, 1}, "x"))
        .isInstanceOf(DataException.class)
        .hasMessage("x is no tf.train.Example");
    assertThatThrownBy(() -> TfExample.parse(new byte[] {-1, -1}, "x"))
        .isInstanceOf(DataException.class);
  }
}
