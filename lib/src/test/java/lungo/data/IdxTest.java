package lungo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {

  /** Two rows of three values. */
  private static final byte[] SMALL = {
    0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, (byte) 255
  };

  private final Path folder;

  IdxTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsPlainAndGzip() throws IOException {
    for (byte[] stored : new byte[][] {SMALL, gzip(SMALL)}) {
      Idx idx = Idx.read(write("small", stored));
      assertThat(idx.shape()).containsExactly(2, 3);
      assertThat(idx.get(0)).isEqualTo(1);
      assertThat(idx.get(5)).isEqualTo(255);
    }
  }

  @Test
  void refusesATruncatedFileWithBothCounts() throws IOException {
    Path file = write("short", Arrays.copyOf(SMALL, SMALL.length - 2));
    assertThatThrownBy(() -> Idx.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "short is truncated: its header says [2, 3] = 6 values, the file holds 4");
  }

  @Test
  void refusesATruncatedGzipStream() throws IOException {
    byte[] packed = gzip(SMALL);
    Path file = write("short.gz", Arrays.copyOf(packed, packed.length - 12));
    assertThatThrownBy(() -> Idx.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("short.gz is truncated");
  }

  @Test
  void refusesTrailingBytesOtherTypesAndOtherFiles() throws IOException {
    Path longer = write("long", Arrays.copyOf(SMALL, SMALL.length + 1));
    assertThatThrownBy(() -> Idx.read(longer)).hasMessageContaining("long is too long");
    byte[] floats = SMALL.clone();
    floats[2] = 0x0d;
    Path other = write("floats", floats);
    assertThatThrownBy(() -> Idx.read(other)).hasMessageContaining("got 00 00 0d 02");
    Path text = write("text", "hello".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> Idx.read(text))
        .hasMessageContaining("no IDX file")
        .hasMessageContaining("68 65 6c 6c");
    Path empty = write("empty", new byte[0]);
    assertThatThrownBy(() -> Idx.read(empty)).hasMessageContaining("an empty file");
    assertThatThrownBy(() -> Idx.read(folder.resolve("none")))
        .hasMessageContaining("none does not exist");
  }

  @Test
  void refusesSizesThatCannotBe() throws IOException {
    byte[] huge = SMALL.clone();
    huge[4] = 0x7f;
    Path file = write("huge", huge);
    assertThatThrownBy(() -> Idx.read(file)).hasMessageContaining("dimension 1 is 3");
    byte[] negative = SMALL.clone();
    negative[8] = (byte) 0xff;
    Path wrong = write("negative", negative);
    assertThatThrownBy(() -> Idx.read(wrong)).hasMessageContaining("dimension 1 is 4278190083");
  }

  @Test
  void checksTheSumThatLiesBeside() throws IOException {
    Path file = write("small", SMALL);
    String sum;
    try (var in = Files.newInputStream(file)) {
      sum = Sha256Sums.of(in);
    }
    Files.writeString(folder.resolve(Sha256Sums.FILE), sum + "  small\n");
    assertThat(Idx.read(file).shape()).containsExactly(2, 3);
    byte[] changed = SMALL.clone();
    changed[SMALL.length - 1] = 0;
    write("small", changed);
    assertThatThrownBy(() -> Idx.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "small is damaged or was changed: SHA256SUMS expects the SHA-256 sum " + sum);
  }

  @Test
  void refusesAListOfSumsThatIsNone() throws IOException {
    Path file = write("small", SMALL);
    Files.writeString(folder.resolve(Sha256Sums.FILE), "no sum\n");
    assertThatThrownBy(() -> Idx.read(file)).hasMessageContaining("got: no sum");
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }
}
