package lungo.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import lungo.data.ProtoMessage;
import lungo.data.TfRecord;

/**
 * A file of TensorBoard's: TFRecords, each a message {@code Event} of <a
 * href="https://github.com/tensorflow/tensorflow/blob/v2.16.1/tensorflow/core/util/event.proto">
 * event.proto</a> between its length and checksums.
 */
final class EventFile implements AutoCloseable {

  private final OutputStream out;

  EventFile(Path file, double seconds) throws IOException {
    out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    write(event(seconds, 0).bytes(3, "brain.Event:2".getBytes(UTF_8)));
  }

  /** Adds a number; it is on its way to the disk when this returns. */
  void scalar(String tag, double value, long step, double seconds) throws IOException {
    var point = new ProtoMessage().bytes(1, tag.getBytes(UTF_8)).float32(2, (float) value);
    var summary = new ProtoMessage().bytes(1, point.toBytes());
    write(event(seconds, step).bytes(5, summary.toBytes()));
  }

  private static ProtoMessage event(double seconds, long step) {
    return new ProtoMessage().float64(1, seconds).varint(2, step);
  }

  private void write(ProtoMessage event) throws IOException {
    out.write(TfRecord.framed(event.toBytes()));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
