package lungo.torch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The file format of a TorchScript module without parameters: a zip of stored entries with the
 * source text, and a pickle that makes one instance of its class. Described by <a
 * href="https://github.com/pytorch/pytorch/blob/v2.7.1/torch/csrc/jit/docs/serialization.md">
 * PyTorch's serialization.md</a>.
 */
final class Archive {

  /** The source file's name as it stands in libtorch's traces. */
  static final String SOURCE = "code/__torch__.py";

  /** Format 10: today's operator signatures (3 would give those of 2020). */
  private static final byte[] VERSION = "10\n".getBytes(UTF_8);

  /** Pickle protocol 2: an empty tuple. */
  private static final byte[] NO_CONSTANTS = bytes("\u0080\u0002).");

  /** Pickle protocol 2: {@code __torch__.Ops()} with the attribute {@code training = True}. */
  private static final byte[] INSTANCE =
      bytes("\u0080\u0002c__torch__\nOps\nq\0)\u0081}q\1X\u0008\0\0\0trainingq\2\u0088sb.");

  private Archive() {}

  /** The archive of a module whose class {@code Ops} this source defines. */
  static byte[] of(String source) {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      store(zip, "ops/data.pkl", INSTANCE);
      store(zip, "ops/" + SOURCE, source.getBytes(UTF_8));
      store(zip, "ops/constants.pkl", NO_CONSTANTS);
      store(zip, "ops/version", VERSION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    var crc = new CRC32();
    crc.update(content);
    var entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(ISO_8859_1);
  }
}
