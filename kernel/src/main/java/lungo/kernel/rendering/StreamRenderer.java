package lungo.kernel.rendering;

import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import lungo.display.MimeBundle;
import lungo.display.Renderer;

/** Says what a stream is, without consuming it. */
public final class StreamRenderer implements Renderer<BaseStream<?, ?>> {

  /** For the service loader. */
  public StreamRenderer() {}

  @Override
  @SuppressWarnings("unchecked")
  public Class<BaseStream<?, ?>> type() {
    return (Class<BaseStream<?, ?>>) (Class<?>) BaseStream.class;
  }

  @Override
  public MimeBundle render(BaseStream<?, ?> stream) {
    boolean isPrimitive =
        stream instanceof IntStream
            || stream instanceof LongStream
            || stream instanceof DoubleStream;
    String end = isPrimitive ? "toArray()" : "toList()";
    return MimeBundle.text("a stream, not consumed; end it with " + end + " to see its elements");
  }
}
