package lungo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * What layers compute, as {@code torch.nn.functional} has it, by libtorch's fused operators: one
 * native call each, through which gradients flow. Results are on the first array's manager.
 *
 * <pre>{@code
 * NDArray seen = Functional.causalAttention(q, k, v);                // (N, heads, T, width)
 * NDArray hidden = Functional.gelu(Functional.linear(x, weight, List.of(bias)), false);
 * }</pre>
 */
public final class Functional {

  private static final TorchScript OPS =
      TorchScript.of(
          Autocast.LOWER
              + """
          def first(arrays: List[Tensor]) -> Optional[Tensor]:
            return self.lower_first(arrays, -1)

          def lower_first(arrays: List[Tensor], dtype: int) -> Optional[Tensor]:
            return self.factor_first(arrays, dtype, dtype)

          def factor_first(arrays: List[Tensor], dtype: int, products: int) -> Optional[Tensor]:
            found = annotate(Optional[Tensor], None)
            if len(arrays) > 0:
              found = self.factor(arrays[0], dtype, products)
            return found

          def attention(q: Tensor, k: Tensor, v: Tensor, mask: List[Tensor], dropout: float, causal: bool, dtype: int) -> Tensor:
            return torch.scaled_dot_product_attention(self.lower(q, dtype), self.lower(k, dtype), self.lower(v, dtype), self.lower_first(mask, dtype), dropout, causal)

          def linear(x: Tensor, weight: Tensor, bias: List[Tensor], dtype: int, products: int) -> Tensor:
            return self.lower(torch.linear(self.factor(x, dtype, products), self.factor(weight, dtype, products), self.factor_first(bias, dtype, products)), dtype)

          def convolution(x: Tensor, weight: Tensor, bias: List[Tensor], stride: List[int], padding: List[int], groups: int, dtype: int) -> Tensor:
            return torch.conv2d(self.lower(x, dtype), self.lower(weight, dtype), self.lower_first(bias, dtype), stride, padding, [1, 1], groups)

          def single(x: Tensor) -> Tensor:
            return x.to(6)

          def gelu(x: Tensor, approximate: str) -> Tensor:
            return torch.gelu(x, approximate=approximate)

          def dropout(x: Tensor, rate: float) -> Tensor:
            return torch.dropout(x, rate, True)

          def same(x: Tensor) -> Tensor:
            return x

          def channels_last(x: Tensor) -> Tensor:
            n, c, h, w = x.size()
            if c > 1:
              x = torch.contiguous(x, memory_format=2)
            else:
              x = torch.as_strided(torch.contiguous(x), [n, c, h, w], [h * w, 1, w, 1])
            return x

          def embedding(weight: Tensor, indices: Tensor) -> Tensor:
            return torch.embedding(weight, indices)

          def rms_norm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
            y = x.to(6) if x.dtype == 15 or x.dtype == 5 else x
            return weight * (y * torch.rsqrt(y.pow(2).mean([-1], True) + eps)).to(x.dtype)

          def swiglu(gate: Tensor, x: Tensor) -> Tensor:
            return torch.silu(gate) * x

          def layer_norm(x: Tensor, shape: List[int], weight: List[Tensor], bias: List[Tensor], eps: float) -> Tensor:
            return torch.layer_norm(x, shape, self.first(weight), self.first(bias), eps, True)

          def group_norm(x: Tensor, groups: int, weight: List[Tensor], bias: List[Tensor], eps: float) -> Tensor:
            return torch.group_norm(x, groups, self.first(weight), self.first(bias), eps, True)

          def instance_norm(x: Tensor, weight: List[Tensor], bias: List[Tensor], eps: float) -> Tensor:
            return torch.instance_norm(x, self.first(weight), self.first(bias), None, None, True, 0.1, eps, True)

          def transposed(given: Tensor, weights: Tensor, biases: List[Tensor], stride: List[int], padding: List[int], output: List[int], groups: int, dilation: List[int], dtype: int) -> Tensor:
            x = self.lower(given, dtype)
            weight = self.lower(weights, dtype)
            bias = self.lower_first(biases, dtype)
            if x.dim() == 3:
              y = torch.conv_transpose1d(x, weight, bias, stride, padding, output, groups, dilation)
            else:
              if x.dim() == 4:
                y = torch.conv_transpose2d(x, weight, bias, stride, padding, output, groups, dilation)
              else:
                y = torch.conv_transpose3d(x, weight, bias, stride, padding, output, groups, dilation)
            return y

          def embedding_bag(weight: Tensor, indices: Tensor, offsets: Tensor, mode: int) -> Tensor:
            y, a, b, c = torch.embedding_bag(weight, indices, offsets, False, mode, False, None, False)
            return y
          """);

  private Functional() {}

  /** How a bag's rows become one. */
  public enum Bag {
    /** Their sum. */
    SUM(0),
    /** Their mean. */
    MEAN(1),
    /** The largest value of each column. */
    MAX(2);

    /** libtorch's number for it. */
    private final int mode;

    Bag(int mode) {
      this.mode = mode;
    }
  }

  /**
   * Attention of every position to itself and those before it: {@code softmax(q kᵀ / √D) v}.
   * Vaswani et al. 2017, https://arxiv.org/abs/1706.03762; fused as FlashAttention where the device
   * has it.
   *
   * @param q (N, H, T, D), H being the heads
   * @param k (N, H, T, D)
   * @param v (N, H, T, E)
   * @return (N, H, T, E)
   */
  public static NDArray causalAttention(NDArray q, NDArray k, NDArray v) {
    return OPS.call("attention", q.getManager(), q, k, v, List.of(), 0.0, true, Autocast.type())
        .head();
  }

  /**
   * Attention of every position to every other one: {@code softmax(q kᵀ / √D) v}.
   *
   * @param q (N, H, T, D)
   * @param k (N, H, S, D)
   * @param v (N, H, S, E)
   * @return (N, H, T, E)
   */
  public static NDArray attention(NDArray q, NDArray k, NDArray v) {
    return OPS.call("attention", q.getManager(), q, k, v, List.of(), 0.0, false, Autocast.type())
        .head();
  }

  /**
   * Attention to some positions.
   *
   * @param q (N, H, T, D)
   * @param k (N, H, S, D)
   * @param v (N, H, S, E)
   * @param mask can be broadcast to (N, H, T, S): boolean, true where a position is looked at, or
   *     of the type of q, to be added to {@code q kᵀ / √D}
   * @return (N, H, T, E)
   */
  public static NDArray attention(NDArray q, NDArray k, NDArray v, NDArray mask) {
    return OPS.call(
            "attention", q.getManager(), q, k, v, List.of(mask), 0.0, false, Autocast.type())
        .head();
  }

  /**
   * {@code x · weightᵀ + bias} over the last dimension.
   *
   * @param x (…, inputs)
   * @param weight (outputs, inputs)
   * @param bias none, or one array (outputs)
   * @return (…, outputs)
   */
  public static NDArray linear(NDArray x, NDArray weight, List<NDArray> bias) {
    return OPS.call(
            "linear", x.getManager(), x, weight, bias, Autocast.type(), Autocast.products(x))
        .head();
  }

  /**
   * Convolution of pictures.
   *
   * @param x (N, C, H, W)
   * @param weight (outputs, C / groups, height, width)
   * @param bias none, or one array (outputs)
   * @param stride between the places of two outputs, down and across
   * @param padding zeros above and below, left and right
   * @param groups of channels, each of which is convolved by itself
   * @return (N, outputs, H', W')
   */
  public static NDArray convolution(
      NDArray x, NDArray weight, List<NDArray> bias, long[] stride, long[] padding, long groups) {
    long type = Autocast.type();
    return OPS.call("convolution", x.getManager(), x, weight, bias, stride, padding, groups, type)
        .head();
  }

  /**
   * The same numbers in float32; gradients flow back in their own type.
   *
   * @param x floating-point, of any shape
   * @return in the shape of x
   */
  public static NDArray float32(NDArray x) {
    return OPS.call("single", x.getManager(), x).head();
  }

  /**
   * The numbers of a table, or of what becomes one when all but the last dimension are joined.
   *
   * @param x (…, width), float32
   * @return a row of width numbers for each place
   */
  public static float[][] rows(NDArray x) {
    Shape shape = x.getShape();
    int width = Math.toIntExact(shape.get(shape.dimension() - 1));
    float[] all = x.toFloatArray();
    float[][] rows = new float[all.length / width][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
    }
    return rows;
  }

  /**
   * {@code x · Φ(x)}. Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415
   *
   * @param x of any shape
   * @param tanh whether Φ is approximated by a hyperbolic tangent, as in GPT-2
   * @return in the shape of x
   */
  public static NDArray gelu(NDArray x, boolean tanh) {
    return OPS.call("gelu", x.getManager(), x, tanh ? "tanh" : "none").head();
  }

  /**
   * Values of which a share is 0 and the others are scaled by {@code 1 / (1 - rate)}. Which ones
   * the engine's generator says, which {@link lungo.random.Seed} seeds.
   *
   * @param x of any shape
   * @param rate the share, in [0, 1)
   * @return in the shape of x
   */
  public static NDArray dropout(NDArray x, double rate) {
    return OPS.call("dropout", x.getManager(), x, rate).head();
  }

  /**
   * Another handle of the same array: when one is closed, the other stays. Unlike DJL's {@code
   * duplicate} it copies nothing, and gradients flow through it.
   *
   * @param x of any shape
   * @return the same array
   */
  public static NDArray same(NDArray x) {
    return OPS.call("same", x.getManager(), x).head();
  }

  /**
   * The same numbers with the channels of each pixel beside each other in memory, as oneDNN's
   * convolutions and libtorch's normalisations like them on a CPU; what follows keeps the layout.
   *
   * @param x (N, C, H, W)
   * @return in the shape of x, with strides (H·W·C, 1, W·C, C)
   */
  public static NDArray channelsLast(NDArray x) {
    return OPS.call("channels_last", x.getManager(), x).head();
  }

  /**
   * Rows of a table.
   *
   * @param weight (rows, D)
   * @param indices int32 or int64 in [0, rows), of any shape
   * @return (…, D), on the indices' manager
   */
  public static NDArray embedding(NDArray weight, NDArray indices) {
    return OPS.call("embedding", indices.getManager(), weight, indices).head();
  }

  /**
   * {@code weight · x / √(mean x² + eps)} over the last dimension. Zhang and Sennrich 2019,
   * https://arxiv.org/abs/1910.07467
   *
   * @param x (…, D)
   * @param weight (D)
   * @param eps added to the mean square, such as 1e-6
   * @return in the shape of x
   */
  public static NDArray rmsNorm(NDArray x, NDArray weight, double eps) {
    return OPS.call("rms_norm", x.getManager(), x, weight, eps).head();
  }

  /**
   * {@code gate · σ(gate) · x}. Shazeer 2020, https://arxiv.org/abs/2002.05202
   *
   * @param gate of any shape
   * @param x of the same shape
   * @return in the shape of x
   */
  public static NDArray swiGlu(NDArray gate, NDArray x) {
    return OPS.call("swiglu", x.getManager(), gate, x).head();
  }

  /**
   * Normalisation over the last dimensions. Ba et al. 2016, https://arxiv.org/abs/1607.06450
   *
   * @param x (…, shape)
   * @param weight of the shape of the dimensions to normalise over
   * @param bias of the same shape
   * @param eps added to the variance, usually 1e-5
   * @return in the shape of x
   */
  public static NDArray layerNorm(NDArray x, NDArray weight, NDArray bias, double eps) {
    long[] shape = weight.getShape().getShape();
    return OPS.call("layer_norm", x.getManager(), x, shape, List.of(weight), List.of(bias), eps)
        .head();
  }

  /**
   * Normalisation over groups of channels and all places. Wu and He 2018,
   * https://arxiv.org/abs/1803.08494
   *
   * @param x (N, C, …)
   * @param groups how many, a divisor of C
   * @param weight (C)
   * @param bias (C)
   * @param eps added to the variance, usually 1e-5
   * @return in the shape of x
   */
  public static NDArray groupNorm(NDArray x, int groups, NDArray weight, NDArray bias, double eps) {
    return OPS.call("group_norm", x.getManager(), x, groups, List.of(weight), List.of(bias), eps)
        .head();
  }

  /**
   * Normalisation of each example's channels over all places. Ulyanov et al. 2016,
   * https://arxiv.org/abs/1607.08022
   *
   * @param x (N, C, …)
   * @param weight (C)
   * @param bias (C)
   * @param eps added to the variance, usually 1e-5
   * @return in the shape of x
   */
  public static NDArray instanceNorm(NDArray x, NDArray weight, NDArray bias, double eps) {
    return OPS.call("instance_norm", x.getManager(), x, List.of(weight), List.of(bias), eps).head();
  }

  /**
   * Transposed convolution in one, two or three dimensions, the gradient of a convolution with
   * respect to its input; it makes {@code (L - 1) stride - 2 padding + K + extra} of L places.
   *
   * @param x (N, C, L…)
   * @param weight (C, outputs, K…)
   * @param bias (outputs)
   * @param stride between the places of two inputs, 1 or more
   * @param padding how many places are left out on each side
   * @param extra how many places are added at the end, less than the stride
   * @return (N, outputs, L'…)
   */
  public static NDArray transposedConvolution(
      NDArray x, NDArray weight, NDArray bias, int stride, int padding, int extra) {
    int dimensions = x.getShape().dimension() - 2;
    if (dimensions < 1 || dimensions > 3) {
      throw new IllegalArgumentException(
          "a transposed convolution takes (N, C, L), (N, C, H, W) or (N, C, D, H, W), got "
              + x.getShape());
    }
    return OPS.call(
            "transposed",
            x.getManager(),
            x,
            weight,
            List.of(bias),
            repeated(stride, dimensions),
            repeated(padding, dimensions),
            repeated(extra, dimensions),
            1,
            repeated(1, dimensions),
            Autocast.type())
        .head();
  }

  private static long[] repeated(long value, int count) {
    long[] values = new long[count];
    Arrays.fill(values, value);
    return values;
  }

  /**
   * Rows of a table, one of each bag of indices.
   *
   * @param weight (rows, D)
   * @param indices (M) int64 in [0, rows), bag after bag
   * @param offsets (B) int64, where each bag begins
   * @param bag how a bag's rows become one; an empty bag gives zeros
   * @return (B, D)
   */
  public static NDArray embeddingBag(NDArray weight, NDArray indices, NDArray offsets, Bag bag) {
    return OPS.call("embedding_bag", weight.getManager(), weight, indices, offsets, bag.mode)
        .head();
  }
}
