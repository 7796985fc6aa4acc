package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Blocks one after another, named by their numbers. */
final class Sequential extends NamedBlock {

  private final List<NamedBlock> blocks = new ArrayList<>();

  Sequential(List<NamedBlock> blocks) {
    for (NamedBlock block : blocks) {
      this.blocks.add(child(String.valueOf(this.blocks.size()), block));
    }
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    NDArray last = x;
    for (NamedBlock block : blocks) {
      NDArray next = block.forward(pass, last);
      if (last != x && last != next) {
        last.close();
      }
      last = next;
    }
    return last;
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    Shape last = input;
    for (NamedBlock block : blocks) {
      visitor.accept(block, last);
      last = block.outputShape(last);
    }
    return last;
  }

  @Override
  String type() {
    return "Sequential";
  }
}
