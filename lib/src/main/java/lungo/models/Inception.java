package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Several ways to look at the same maps side by side, their outputs joined as channels. Szegedy et
 * al. 2015, https://arxiv.org/abs/1512.00567, figures 5 to 7 and 10, with torchvision's names.
 */
final class Inception extends NamedBlock {

  /** Blocks one after another, then blocks side by side, if any. */
  private record Branch(List<NamedBlock> path, List<NamedBlock> fork) {}

  private final String type;
  private final List<Branch> branches = new ArrayList<>();

  private Inception(String type) {
    this.type = type;
  }

  /** 1×1, 5×5, two 3×3, pooling. */
  static Inception a(long inputs, long pooled) {
    var block = new Inception("InceptionA");
    block.branch(block.conv("branch1x1", Convolution.of(inputs, 64, 1)));
    block.branch(
        block.conv("branch5x5_1", Convolution.of(inputs, 48, 1)),
        block.conv("branch5x5_2", Convolution.of(48, 64, 5)));
    block.branch(
        block.conv("branch3x3dbl_1", Convolution.of(inputs, 64, 1)),
        block.conv("branch3x3dbl_2", Convolution.of(64, 96, 3)),
        block.conv("branch3x3dbl_3", Convolution.of(96, 96, 3)));
    return block.pooled(inputs, pooled); // (N, 224 + pooled, H, W)
  }

  /** Half the size: 3×3, two 3×3, pooling. */
  static Inception b(long inputs) {
    var block = new Inception("InceptionB");
    block.branch(block.conv("branch3x3", halving(inputs, 384)));
    block.branch(
        block.conv("branch3x3dbl_1", Convolution.of(inputs, 64, 1)),
        block.conv("branch3x3dbl_2", Convolution.of(64, 96, 3)),
        block.conv("branch3x3dbl_3", halving(96, 96)));
    return block.halved(); // (N, 480 + inputs, H / 2, W / 2)
  }

  /** 1×1, a 7×7 in two parts, two of them, pooling. */
  static Inception c(long inputs, long width) {
    var block = new Inception("InceptionC");
    block.branch(block.conv("branch1x1", Convolution.of(inputs, 192, 1)));
    block.branch(
        block.conv("branch7x7_1", Convolution.of(inputs, width, 1)),
        block.conv("branch7x7_2", Convolution.of(width, width, 1, 7)),
        block.conv("branch7x7_3", Convolution.of(width, 192, 7, 1)));
    block.branch(
        block.conv("branch7x7dbl_1", Convolution.of(inputs, width, 1)),
        block.conv("branch7x7dbl_2", Convolution.of(width, width, 7, 1)),
        block.conv("branch7x7dbl_3", Convolution.of(width, width, 1, 7)),
        block.conv("branch7x7dbl_4", Convolution.of(width, width, 7, 1)),
        block.conv("branch7x7dbl_5", Convolution.of(width, 192, 1, 7)));
    return block.pooled(inputs, 192); // (N, 768, H, W)
  }

  /** Half the size: 3×3, a 7×7 in two parts and 3×3, pooling. */
  static Inception d(long inputs) {
    var block = new Inception("InceptionD");
    block.branch(
        block.conv("branch3x3_1", Convolution.of(inputs, 192, 1)),
        block.conv("branch3x3_2", halving(192, 320)));
    block.branch(
        block.conv("branch7x7x3_1", Convolution.of(inputs, 192, 1)),
        block.conv("branch7x7x3_2", Convolution.of(192, 192, 1, 7)),
        block.conv("branch7x7x3_3", Convolution.of(192, 192, 7, 1)),
        block.conv("branch7x7x3_4", halving(192, 192)));
    return block.halved(); // (N, 512 + inputs, H / 2, W / 2)
  }

  /** 1×1; 1×3 beside 3×1; 3×3, then 1×3 beside 3×1; pooling. */
  static Inception e(long inputs) {
    var block = new Inception("InceptionE");
    block.branch(block.conv("branch1x1", Convolution.of(inputs, 320, 1)));
    block.branches.add(
        new Branch(
            List.of(block.conv("branch3x3_1", Convolution.of(inputs, 384, 1))),
            List.of(
                block.conv("branch3x3_2a", Convolution.of(384, 384, 1, 3)),
                block.conv("branch3x3_2b", Convolution.of(384, 384, 3, 1)))));
    block.branches.add(
        new Branch(
            List.of(
                block.conv("branch3x3dbl_1", Convolution.of(inputs, 448, 1)),
                block.conv("branch3x3dbl_2", Convolution.of(448, 384, 3))),
            List.of(
                block.conv("branch3x3dbl_3a", Convolution.of(384, 384, 1, 3)),
                block.conv("branch3x3dbl_3b", Convolution.of(384, 384, 3, 1)))));
    return block.pooled(inputs, 192); // (N, 2048, H, W)
  }

  private static Convolution halving(long inputs, long outputs) {
    return Convolution.of(inputs, outputs, 3).padding(0).stride(2);
  }

  private BasicConv2d conv(String name, Convolution convolution) {
    return child(name, new BasicConv2d(convolution));
  }

  private void branch(NamedBlock... path) {
    branches.add(new Branch(List.of(path), List.of()));
  }

  private Inception pooled(long inputs, long outputs) {
    branch(
        child("avgpool", new AvgPool2d(3, 1, 1)),
        conv("branch_pool", Convolution.of(inputs, outputs, 1)));
    return this;
  }

  private Inception halved() {
    branch(child("maxpool", new MaxPool2d(3, 2, 0)));
    return this;
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    var outputs = new NDList();
    for (Branch branch : branches) {
      NDArray last = x;
      for (NamedBlock block : branch.path()) {
        NDArray next = block.forward(pass, last);
        if (last != x) {
          last.close();
        }
        last = next;
      }
      if (branch.fork().isEmpty()) {
        outputs.add(last);
      } else {
        try (NDArray forked = last) {
          branch.fork().forEach(block -> outputs.add(block.forward(pass, forked)));
        }
      }
    }
    try (outputs) {
      return NDArrays.concat(outputs, 1);
    }
  }

  @Override
  boolean isRepeated() {
    return true;
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    long channels = 0;
    Shape output = input;
    for (Branch branch : branches) {
      Shape last = input;
      for (NamedBlock block : branch.path()) {
        visitor.accept(block, last);
        last = block.outputShape(last);
      }
      for (NamedBlock block : branch.fork()) {
        visitor.accept(block, last);
        output = block.outputShape(last);
        channels += output.get(1);
      }
      if (branch.fork().isEmpty()) {
        output = last;
        channels += output.get(1);
      }
    }
    return new Shape(input.get(0), channels, output.get(2), output.get(3));
  }

  /**
   * What several branches begin with is kept once; what rectifying gave is kept beside its copy in
   * the joined output.
   */
  @Override
  long kept(Shape input) {
    long kept = -(branches.size() - 1) * input.size();
    for (Branch branch : branches) {
      Shape last = input;
      for (NamedBlock block : branch.path()) {
        last = block.outputShape(last);
      }
      for (NamedBlock block : branch.fork()) {
        kept += block.outputShape(last).size();
      }
      boolean rectified = branch.path().get(branch.path().size() - 1) instanceof BasicConv2d;
      if (!branch.fork().isEmpty()) {
        kept -= (branch.fork().size() - 1) * last.size();
      } else if (rectified) {
        kept += last.size();
      }
    }
    return kept;
  }

  @Override
  String type() {
    return type;
  }
}
