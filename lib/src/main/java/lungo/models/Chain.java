package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Named blocks, each of which is given what the one before it computed. */
abstract class Chain extends NamedBlock {

  private final List<NamedBlock> links = new ArrayList<>();

  /** Adds a block at the end. */
  final <B extends NamedBlock> B link(String name, B block) {
    links.add(block);
    return child(name, block);
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    return compute(pass, x, (block, output) -> {});
  }

  /** Computes the output, and shows what each block computes on the way. */
  final NDArray compute(Pass pass, NDArray x, BiConsumer<NamedBlock, NDArray> onTheWay) {
    NDArray last = x;
    for (NamedBlock block : links) {
      NDArray next = block.forward(pass, last);
      onTheWay.accept(block, next);
      if (last != x && last != next) {
        last.close();
      }
      last = next;
    }
    return last;
  }

  /**
   * Computes the output of blocks that take several arrays: what stands beside the first, such as a
   * mask, is the same for all of them.
   */
  final NDArray compute(Pass pass, NDArray x, NDList beside) {
    NDArray last = x;
    for (NamedBlock block : links) {
      var given = new NDList(last);
      given.addAll(beside);
      NDArray next = block.forward(pass, given).head();
      if (last != x) {
        last.close();
      }
      last = next;
    }
    return last;
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    Shape last = input;
    for (NamedBlock block : links) {
      visitor.accept(block, last);
      last = block.outputShape(last);
    }
    return last;
  }
}
