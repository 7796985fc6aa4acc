package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A residual block: {@code relu(f(x) + shortcut(x))}, f being convolutions that are normalised, and
 * all but the last rectified. The shortcut is x itself, or where the shape changes x through a 1×1
 * convolution. He et al. 2015, https://arxiv.org/abs/1512.03385, figures 2 and 5.
 */
final class Residual extends NamedBlock {

  /** A bottleneck's outputs, counted in its nominal width. */
  static final int EXPANSION = 4;

  private final String type;
  private final List<Conv2d> convs = new ArrayList<>();
  private final List<BatchNorm2d> norms = new ArrayList<>();
  private final @Nullable Sequential downsample;

  private Residual(String type, long inputs, long outputs, int stride, List<Layer> layers) {
    this.type = type;
    for (Layer layer : layers) {
      int number = convs.size() + 1;
      convs.add(child("conv" + number, layer.conv()));
      norms.add(child("bn" + number, new BatchNorm2d(layer.outputs())));
    }
    downsample =
        stride == 1 && inputs == outputs
            ? null
            : child(
                "downsample",
                new Sequential(new Conv2d(inputs, outputs, 1, stride), new BatchNorm2d(outputs)));
  }

  private record Layer(Conv2d conv, long outputs) {

    static Layer of(long inputs, long outputs, int kernel, int stride) {
      return new Layer(new Conv2d(inputs, outputs, kernel, stride), outputs);
    }
  }

  /** Two 3×3 convolutions. */
  static Residual basic(long inputs, long width, int stride) {
    return new Residual(
        "BasicBlock",
        inputs,
        width,
        stride,
        List.of(Layer.of(inputs, width, 3, stride), Layer.of(width, width, 3, 1)));
  }

  /**
   * 1×1 to the width, 3×3, 1×1 to four times the nominal width. The stride lies in the 3×3
   * convolution as in torchvision ("ResNet v1.5"), not in the first one as in the paper.
   *
   * @param planes the nominal width
   * @param width channels of the 3×3 convolution
   * @param groups that they are parted into
   */
  static Residual bottleneck(long inputs, long planes, long width, int groups, int stride) {
    long outputs = EXPANSION * planes;
    var middle = Convolution.of(width, width, 3).stride(stride).groups(groups);
    return new Residual(
        "Bottleneck",
        inputs,
        outputs,
        stride,
        List.of(
            Layer.of(inputs, width, 1, 1),
            new Layer(new Conv2d(middle), width),
            Layer.of(width, outputs, 1, 1)));
  }

  @Override
  NDArray compute(Pass pass, NDArray x) {
    NDArray sum = path(pass, x);
    if (downsample == null) {
      sum.addi(x);
    } else {
      try (NDArray shortcut = downsample.forward(pass, x)) {
        sum.addi(shortcut);
      }
    }
    try (sum) {
      return Activation.relu(sum); // (N, outputs, H / stride, W / stride)
    }
  }

  private NDArray path(Pass pass, NDArray x) {
    NDArray last = x;
    for (int i = 0; i < convs.size(); i++) {
      NDArray normed;
      try (NDArray convolved = convs.get(i).forward(pass, last)) {
        normed = norms.get(i).forward(pass, convolved);
      }
      if (last != x) {
        last.close();
      }
      last = normed;
      if (i < convs.size() - 1) {
        try (normed) {
          last = Activation.relu(normed);
        }
      }
    }
    return last;
  }

  @Override
  boolean isRepeated() {
    return true;
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    Shape last = input;
    for (int i = 0; i < convs.size(); i++) {
      visitor.accept(convs.get(i), last);
      last = convs.get(i).outputShape(last);
      visitor.accept(norms.get(i), last);
    }
    if (downsample != null) {
      visitor.accept(downsample, input);
    }
    return last;
  }

  /** Both ways begin with the same array. */
  @Override
  long kept(Shape input) {
    return downsample == null ? 0 : -input.size();
  }

  @Override
  String type() {
    return type;
  }
}
