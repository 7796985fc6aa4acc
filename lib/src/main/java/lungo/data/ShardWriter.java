package lungo.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes the records of one shard.
 *
 * <pre>{@code
 * interface Writing {
 *   default void write(ShardWriter out) throws IOException {
 *     out.add(new TfExample().put("tokens", 17, 4, 99).toBytes(), 3);
 *     out.skip("letters/17.txt is empty");
 *   }
 * }
 * }</pre>
 */
public final class ShardWriter implements AutoCloseable {

  private final OutputStream out;
  private final IntStream.Builder sizes = IntStream.builder();
  private final IntStream.Builder numbers = IntStream.builder();
  private final List<String> skipped = new ArrayList<>();

  ShardWriter(Path file) throws IOException {
    out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
  }

  /**
   * Adds a record.
   *
   * @param content its bytes
   * @param number a picture's label, a text's number of tokens
   * @throws IOException if it cannot be written
   */
  public void add(byte[] content, int number) throws IOException {
    out.write(TfRecord.framed(content));
    sizes.add(content.length);
    numbers.add(number);
  }

  /**
   * Notes an example that is left out.
   *
   * @param reason names it, and says why
   */
  public void skip(String reason) {
    skipped.add(reason);
  }

  int[] sizes() {
    return sizes.build().toArray();
  }

  int[] numbers() {
    return numbers.build().toArray();
  }

  List<String> skipped() {
    return skipped;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
