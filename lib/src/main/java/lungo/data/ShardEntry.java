package lungo.data;

import java.io.Serializable;
import java.util.List;

/**
 * What a folder of shards knows of one of them.
 *
 * <pre>{@code
 * ShardEntry first = ShardFolder.read(folder).entries().get(0);
 * System.out.println(first.file() + " has " + first.records() + " records");
 * }</pre>
 *
 * @param file its name in the folder
 * @param part what its records are for: {@code train}, {@code valid} or {@code test}
 * @param bytes how long it is
 * @param sha256 the sum of its bytes
 * @param made what it was made from: the sum of all that its task was given
 * @param sizes bytes of each record's content
 * @param numbers one a record: a picture's label, a text's number of tokens
 * @param skipped why each example that was left out could not be read
 * @serial exclude
 */
@SuppressWarnings({
  "ArrayRecordComponent",
  "InvalidBlockTag"
}) // never compared; a record has a serial form
public record ShardEntry(
    String file,
    String part,
    long bytes,
    String sha256,
    String made,
    int[] sizes,
    int[] numbers,
    List<String> skipped)
    implements Serializable {

  /**
   * Copies the list.
   *
   * @param file its name in the folder
   * @param part what its records are for
   * @param bytes how long it is
   * @param sha256 the sum of its bytes
   * @param made the sum of all that its task was given
   * @param sizes bytes of each record's content
   * @param numbers one a record
   * @param skipped why each example that was left out could not be read
   */
  public ShardEntry {
    skipped = List.copyOf(skipped);
  }

  /**
   * How many records it has.
   *
   * @return the number
   */
  public int records() {
    return sizes.length;
  }

  /** Where each record begins. */
  long[] starts() {
    long[] starts = new long[sizes.length];
    long at = 0;
    for (int i = 0; i < sizes.length; i++) {
      starts[i] = at;
      at += sizes[i] + TfRecord.FRAME;
    }
    return starts;
  }
}
