package lungo.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import lungo.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {

  private static final String LONG = "folder/".repeat(30) + "deep.txt";

  private final Path folder;

  ArchiveTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private enum Kind {
    ZIP,
    TAR,
    TAR_GZ;

    byte[] of(Map<String, byte[]> files) throws IOException {
      var bytes = new ByteArrayOutputStream();
      switch (this) {
        case ZIP -> {
          try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
              zip.putNextEntry(new ZipEntry(file.getKey()));
              zip.write(file.getValue());
            }
          }
        }
        case TAR -> tar(files, bytes);
        case TAR_GZ -> {
          try (var packed = new GZIPOutputStream(bytes)) {
            tar(files, packed);
          }
        }
      }
      return bytes.toByteArray();
    }

    private static void tar(Map<String, byte[]> files, OutputStream out) throws IOException {
      for (var file : files.entrySet()) {
        String name = file.getKey();
        if (name.length() > 100) {
          String record = " path=" + name + "\n";
          entry(out, "pax", 'x', text((record.length() + 3) + record)); // its own digits count
          name = "short";
        }
        entry(out, name, name.endsWith("/") ? '5' : '0', file.getValue());
      }
      out.write(new byte[1024]);
    }
  }

  /** One entry of a tar file as POSIX has it. */
  private static void entry(OutputStream out, String name, char type, byte[] content)
      throws IOException {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 124, String.format("%011o", content.length));
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 157, "/etc/passwd");
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o", sum));
    header[154] = 0;
    out.write(header);
    out.write(content);
    out.write(new byte[(512 - content.length % 512) % 512]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text(text);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private Archive archive(byte[] bytes) throws IOException {
    return Archive.of(Files.write(folder.resolve("archive"), bytes));
  }

  private void refused(Archive archive, String reason) throws IOException {
    Path into = folder.resolve("into");
    assertThatThrownBy(() -> archive.unpack(into))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder.resolve("archive").toString())
        .hasMessageContaining(reason);
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("archive"));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void isUnpackedWhole(Kind kind) throws IOException {
    var files = new TreeMap<String, byte[]>();
    files.put("./a.txt", text("one"));
    files.put("b/ü.txt", text("two"));
    files.put(LONG, text("three"));
    files.put("empty/", new byte[0]);
    Path into = folder.resolve("into");
    archive(kind.of(files)).unpack(into);
    assertThat(into.resolve("a.txt")).hasContent("one");
    assertThat(into.resolve("b/ü.txt")).hasContent("two");
    assertThat(into.resolve(LONG)).hasContent("three");
    assertThat(into.resolve("empty")).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aFolderOfItIsUnpackedWithoutItsPath(Kind kind) throws IOException {
    var files = new TreeMap<String, byte[]>();
    files.put("set/data/a.txt", text("one"));
    files.put("set/database/b.txt", text("no"));
    files.put("beside.txt", text("no"));
    Path into = folder.resolve("into");
    archive(kind.of(files)).only("set/data").unpack(into);
    try (var found = Files.walk(into)) {
      assertThat(found).containsExactly(into, into.resolve("a.txt"));
    }
    assertThatThrownBy(() -> archive(kind.of(files)).only("sat").unpack(folder.resolve("other")))
        .hasMessageEndingWith("there are no files in sat/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil", "a/../../evil", "/etc/evil", "C:/evil", "..\\evil", "a/..", "\\\\h\\e"})
  void nothingGetsOutside(String name) throws IOException {
    for (Kind kind : Kind.values()) {
      var files = new TreeMap<>(Map.of("a.txt", text("one"), name, text("evil")));
      refused(archive(kind.of(files)), "would lie outside the folder");
    }
    assertThat(folder.resolveSibling("evil")).doesNotExist();
  }

  @Test
  void linksAreRefused() throws IOException {
    for (char kind : new char[] {'1', '2', '3', '6'}) {
      var bytes = new ByteArrayOutputStream();
      entry(bytes, "link", kind, new byte[0]);
      refused(archive(bytes.toByteArray()), "'link' is a link or a device, which is not unpacked");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void moreThanTheLimitIsRefused(Kind kind) throws IOException {
    byte[] zeros = new byte[100_000];
    byte[] bytes = kind.of(new TreeMap<>(Map.of("a", zeros, "b", zeros)));
    refused(archive(bytes).limit(199_999), "takes more than the limit of 199,999 bytes");
    refused(archive(bytes).entries(1), "more than 1 files and folders");
    archive(bytes).limit(200_000).unpack(folder.resolve("into"));
    assertThatThrownBy(() -> archive(bytes).limit(0)).hasMessageEndingWith("got 0");
  }

  /** 80 MB of zeros from 80 KB, without a limit by the user. */
  @Test
  void aBombIsRefused() throws IOException {
    byte[] bytes = Kind.TAR_GZ.of(Map.of("zeros", new byte[80 << 20]));
    assertThat(bytes.length).isLessThan(100_000);
    refused(archive(bytes), "takes more than the limit of 67,108,864 bytes");
  }

  @Test
  void whatIsDamagedOrOfAnotherKindIsRefused() throws IOException {
    byte[] noise = new byte[4000];
    new Random(1).nextBytes(noise);
    for (Kind kind : Kind.values()) {
      byte[] whole = kind.of(Map.of("a", noise));
      refused(archive(Arrays.copyOf(whole, 2500)), "");
    }
    refused(archive(text("a,b\n1,2\n".repeat(200))), "");
    refused(archive(new byte[0]), "");
    assertThatThrownBy(() -> Archive.of(folder.resolve("none")))
        .hasMessageEndingWith("none does not exist");
  }

  @Test
  void aFolderThatHoldsSomethingIsLeftAlone() throws IOException {
    Path into = Files.createDirectory(folder.resolve("into"));
    Files.writeString(into.resolve("thesis.txt"), "all of it");
    var archive = archive(Kind.ZIP.of(Map.of("a", text("one"))));
    assertThatThrownBy(() -> archive.unpack(into)).hasMessageEndingWith("holds something already");
    assertThat(into.resolve("thesis.txt")).hasContent("all of it");
    assertThat(into.resolve("a")).doesNotExist();
  }
}
