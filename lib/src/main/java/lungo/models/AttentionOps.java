package lungo.models;

import ai.djl.ndarray.NDArray;
import java.util.List;
import lungo.torch.Autocast;
import lungo.torch.TorchScript;

/**
 * Attention of several heads as one native call, which the attention layers of all families share:
 * heads are split, libtorch's fused operator attends, heads are joined. Vaswani et al. 2017,
 * https://arxiv.org/abs/1706.03762
 */
final class AttentionOps {

  private static final TorchScript OPS =
      TorchScript.of(
          Autocast.LOWER
              + """
          def split(x: Tensor, heads: int) -> Tensor:
            return x.view([x.size(0), x.size(1), heads, x.size(2) // heads]).transpose(1, 2)

          def join(x: Tensor) -> Tensor:
            return x.transpose(1, 2).reshape([x.size(0), x.size(2), x.size(1) * x.size(3)])

          def attend(q: Tensor, k: Tensor, v: Tensor, mask: List[Tensor], dropout: float, causal: bool, dtype: int) -> Tensor:
            m = annotate(Optional[Tensor], None)
            if len(mask) > 0:
              m = self.lower(mask[0], dtype)
            grouped = q.size(1) != k.size(1)
            return self.join(torch.scaled_dot_product_attention(self.lower(q, dtype), self.lower(k, dtype), self.lower(v, dtype), m, dropout, causal, scale=None, enable_gqa=grouped))

          def weights(q: Tensor, k: Tensor, mask: List[Tensor], causal: bool) -> Tensor:
            scores = torch.matmul(q, k.transpose(2, 3)).div(float(q.size(3)) ** 0.5)
            if causal:
              later = torch.ones([q.size(2), k.size(2)], dtype=11, device=q.device).triu(1)
              scores = scores.masked_fill(later, -inf)
            if len(mask) > 0:
              if mask[0].dtype == 11:
                scores = scores.masked_fill(mask[0].logical_not(), -inf)
              else:
                scores = scores + mask[0]
            return torch.softmax(scores, -1)

          def fused_weights(qkv: Tensor, mask: List[Tensor], heads: int, causal: bool) -> Tensor:
            q, k, v = qkv.chunk(3, 2)
            return self.weights(self.split(q, heads), self.split(k, heads), mask, causal)

          def separate_weights(q: Tensor, k: Tensor, mask: List[Tensor], heads: int) -> Tensor:
            return self.weights(self.split(q, heads), self.split(k, heads), mask, False)

          def fused(qkv: Tensor, mask: List[Tensor], heads: int, dropout: float, causal: bool, dtype: int) -> Tensor:
            q, k, v = qkv.chunk(3, 2)
            return self.attend(self.split(q, heads), self.split(k, heads), self.split(v, heads), mask, dropout, causal, dtype)

          def separate(q: Tensor, k: Tensor, v: Tensor, mask: List[Tensor], heads: int, groups: int, dropout: float, causal: bool, dtype: int) -> Tensor:
            return self.attend(self.split(q, heads), self.split(k, groups), self.split(v, groups), mask, dropout, causal, dtype)

          def crossed(x: Tensor, y: Tensor, weight: Tensor, bias: Tensor, mask: List[Tensor], heads: int, dropout: float, dtype: int, products: int) -> Tensor:
            w = self.factor(weight, dtype, products).chunk(3, 0)
            b = self.factor(bias, dtype, products).chunk(3, 0)
            asking = self.factor(x, dtype, products)
            other = self.factor(y, dtype, products)
            q = self.lower(torch.linear(asking, w[0], b[0]), dtype)
            k = self.lower(torch.linear(other, w[1], b[1]), dtype)
            v = self.lower(torch.linear(other, w[2], b[2]), dtype)
            return self.separate(q, k, v, mask, heads, heads, dropout, False, dtype)

          def crossed_weights(x: Tensor, y: Tensor, weight: Tensor, bias: Tensor, mask: List[Tensor], heads: int) -> Tensor:
            w = weight.chunk(3, 0)
            b = bias.chunk(3, 0)
            return self.separate_weights(torch.linear(x, w[0], b[0]), torch.linear(y, w[1], b[1]), mask, heads)

          def projected(y: Tensor, weight: Tensor, bias: Tensor, heads: int) -> Tuple[Tensor, Tensor]:
            w = weight.chunk(3, 0)
            b = bias.chunk(3, 0)
            k = torch.linear(y, w[1], b[1])
            v = torch.linear(y, w[2], b[2])
            return (self.split(k, heads).contiguous(), self.split(v, heads).contiguous())

          def asked(x: Tensor, weight: Tensor, bias: Tensor, keys: Tensor, values: Tensor, mask: List[Tensor], heads: int) -> Tensor:
            q = self.split(torch.linear(x, weight.chunk(3, 0)[0], bias.chunk(3, 0)[0]), heads)
            all = [x.size(0), keys.size(1), keys.size(2), keys.size(3)]
            return self.attend(q, keys.expand(all), values.expand(all), mask, 0.0, False, -1)

          def remembered(q: Tensor, k: Tensor, v: Tensor, keys: Tensor, values: Tensor, at: int) -> Tensor:
            t = k.size(2)
            end = at + t
            keys.narrow(2, at, t).copy_(k)
            values.narrow(2, at, t).copy_(v)
            mask = annotate(List[Tensor], [])
            if t > 1 and at > 0:
              mask.append(torch.ones([t, end], dtype=11, device=q.device).tril(at))
            return self.attend(q, keys.narrow(2, 0, end), values.narrow(2, 0, end), mask, 0.0, t > 1 and at == 0, -1)

          def fused_remembered(qkv: Tensor, keys: Tensor, values: Tensor, heads: int, at: int) -> Tensor:
            q, k, v = qkv.chunk(3, 2)
            return self.remembered(self.split(q, heads), self.split(k, heads), self.split(v, heads), keys, values, at)

          def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
            a, b = x.chunk(2, 3)
            return x * cos + torch.cat([-b, a], 3) * sin

          def rotary(q: Tensor, k: Tensor, v: Tensor, cos: Tensor, sin: Tensor, heads: int, groups: int, dropout: float, dtype: int) -> Tensor:
            none = annotate(List[Tensor], [])
            turned_q = self.rotate(self.split(q, heads), cos, sin)
            turned_k = self.rotate(self.split(k, groups), cos, sin)
            return self.attend(turned_q, turned_k, self.split(v, groups), none, dropout, True, dtype)

          def rotary_weights(q: Tensor, k: Tensor, cos: Tensor, sin: Tensor, heads: int, groups: int) -> Tensor:
            turned_q = self.rotate(self.split(q, heads), cos, sin)
            turned_k = self.rotate(self.split(k, groups), cos, sin).repeat_interleave(heads // groups, 1)
            return self.weights(turned_q, turned_k, annotate(List[Tensor], []), True)

          def rotary_remembered(q: Tensor, k: Tensor, v: Tensor, cos: Tensor, sin: Tensor, keys: Tensor, values: Tensor, heads: int, groups: int, at: int) -> Tensor:
            turned_q = self.rotate(self.split(q, heads), cos, sin)
            turned_k = self.rotate(self.split(k, groups), cos, sin)
            return self.remembered(turned_q, turned_k, self.split(v, groups), keys, values, at)

          def angles(like: Tensor, at: int, count: int, size: int, base: float) -> Tuple[Tensor, Tensor]:
            powers = torch.arange(0, size, 2, dtype=6, device=like.device).div(size)
            rates = 1.0 / torch.pow(base, powers)
            places = torch.arange(at, at + count, dtype=6, device=like.device)
            half = torch.outer(places, rates)
            whole = torch.cat([half, half], 1)
            return (torch.cos(whole), torch.sin(whole))

          def range(x: Tensor, first: int, count: int) -> Tensor:
            return x.narrow(0, first, count)

          def last(x: Tensor) -> Tensor:
            return x.narrow(1, x.size(1) - 1, 1).contiguous()

          def first(x: Tensor) -> Tensor:
            return x.select(1, 0).contiguous()

          def sentence(x: Tensor, mask: Tensor) -> Tensor:
            seen = mask.ne(0).to(x.dtype).unsqueeze(2)
            mean = (x * seen).sum([1]) / seen.sum([1]).clamp_min(1.0)
            return mean / torch.linalg_vector_norm(mean, 2, [1], True).clamp_min(1.0e-12)

          def affine(x: Tensor, weight: Tensor, bias: Tensor, dtype: int, products: int) -> Tensor:
            return self.lower(torch.linear(self.factor(x, dtype, products), torch.numpy_T(self.factor(weight, dtype, products)), self.factor(bias, dtype, products)), dtype)

          def rows(x: Tensor, index: Tensor) -> Tensor:
            return torch.index_select(x, 0, index)
          """);

  private AttentionOps() {}

  /**
   * Self-attention from queries, keys and values side by side.
   *
   * @param qkv (N, T, 3 C)
   * @param mask none, or one that can be broadcast to (N, heads, T, T): boolean, true where a
   *     position is looked at, or to be added
   * @param dropout the share of attention weights that is left out
   * @param causal whether a position sees itself and those before it only; without a mask then
   * @return (N, T, C)
   */
  static NDArray fused(
      NDArray qkv, List<NDArray> mask, long heads, double dropout, boolean causal) {
    return OPS.call("fused", qkv.getManager(), qkv, mask, heads, dropout, causal, Autocast.type())
        .head();
  }

  /** How much each position of {@link #fused} looks at each other one: (N, heads, T, T). */
  static NDArray fusedWeights(NDArray qkv, List<NDArray> mask, long heads, boolean causal) {
    return OPS.call("fused_weights", qkv.getManager(), qkv, mask, heads, causal).head();
  }

  /** The same of {@link #separate} with as many heads of keys as of queries: (N, heads, T, S). */
  static NDArray separateWeights(NDArray q, NDArray k, List<NDArray> mask, long heads) {
    return OPS.call("separate_weights", q.getManager(), q, k, mask, heads).head();
  }

  /** The same of {@link #rotary}: (N, heads, T, T). */
  static NDArray rotaryWeights(NDArray q, NDArray k, Angles turns, long heads, long groups) {
    return OPS.call("rotary_weights", q.getManager(), q, k, turns.cos(), turns.sin(), heads, groups)
        .head();
  }

  /** The same for a text that is continued: the cache's layer gains these positions. */
  static NDArray fused(NDArray qkv, KeyValueCache.Layer layer, long heads, int at) {
    return OPS.call(
            "fused_remembered", qkv.getManager(), qkv, layer.keys(), layer.values(), heads, at)
        .head();
  }

  /**
   * Attention from queries, keys and values of their own.
   *
   * @param q (N, T, C)
   * @param k (N, S, D · groups), D being C / heads
   * @param v (N, S, D · groups)
   * @param mask as of {@link #fused}, to (N, heads, T, S)
   * @param heads of the queries
   * @param groups heads of keys and values, a divisor of the queries'
   * @return (N, T, C)
   */
  static NDArray separate(
      NDArray q,
      NDArray k,
      NDArray v,
      List<NDArray> mask,
      long heads,
      long groups,
      double dropout,
      boolean causal) {
    return OPS.call(
            "separate",
            q.getManager(),
            q,
            k,
            v,
            mask,
            heads,
            groups,
            dropout,
            causal,
            Autocast.type())
        .head();
  }

  /**
   * Attention to another sequence.
   *
   * @param x (N, T, C), whose positions ask
   * @param y (N, S, C), which is looked at
   * @param weight (3 C, C), of queries, keys and values
   * @param bias (3 C)
   * @param mask as of {@link #fused}, to (N, heads, T, S)
   * @return (N, T, C)
   */
  static NDArray crossed(
      NDArray x,
      NDArray y,
      NDArray weight,
      NDArray bias,
      List<NDArray> mask,
      long heads,
      double dropout) {
    return OPS.call(
            "crossed",
            x.getManager(),
            x,
            y,
            weight,
            bias,
            mask,
            heads,
            dropout,
            Autocast.type(),
            Autocast.products(x))
        .head();
  }

  /**
   * How much each position of {@link #crossed} looks at each one of the other sequence: (N, heads,
   * T, S).
   */
  static NDArray crossedWeights(
      NDArray x, NDArray y, NDArray weight, NDArray bias, List<NDArray> mask, long heads) {
    return OPS.call("crossed_weights", x.getManager(), x, y, weight, bias, mask, heads).head();
  }

  /** Keys and values of another sequence (N, S, C), with the weights of {@link #crossed}. */
  static KeyValueCache.Layer projected(NDArray y, NDArray weight, NDArray bias, long heads) {
    var both = OPS.call("projected", y.getManager(), y, weight, bias, heads);
    return new KeyValueCache.Layer(both.get(0), both.get(1));
  }

  /** {@link #crossed} with keys and values that are there; those of one sequence serve all. */
  static NDArray asked(
      NDArray x,
      NDArray weight,
      NDArray bias,
      KeyValueCache.Layer layer,
      List<NDArray> mask,
      long heads) {
    NDArray keys = layer.keys();
    NDArray values = layer.values();
    return OPS.call("asked", x.getManager(), x, weight, bias, keys, values, mask, heads).head();
  }

  /**
   * Cosines and sines of rotary positions. Su et al. 2021, https://arxiv.org/abs/2104.09864
   *
   * @param like on the manager and device that the result belongs to
   * @param at the first position
   * @param size of a head, even
   * @param base 10000 in the paper
   * @return each (count, size)
   */
  static Angles angles(NDArray like, int at, long count, long size, double base) {
    var both = OPS.call("angles", like.getManager(), like, at, count, size, base);
    return new Angles(both.get(0), both.get(1));
  }

  record Angles(NDArray cos, NDArray sin) implements AutoCloseable {
    @Override
    public void close() {
      cos.close();
      sin.close();
    }
  }

  /** Causal attention with rotary positions; arguments as of {@link #separate}. */
  static NDArray rotary(
      NDArray q, NDArray k, NDArray v, Angles turns, long heads, long groups, double dropout) {
    return OPS.call(
            "rotary",
            q.getManager(),
            q,
            k,
            v,
            turns.cos(),
            turns.sin(),
            heads,
            groups,
            dropout,
            Autocast.type())
        .head();
  }

  /** The same for a text that is continued. */
  static NDArray rotary(
      NDArray q,
      NDArray k,
      NDArray v,
      Angles turns,
      KeyValueCache.Layer layer,
      long heads,
      long groups,
      int at) {
    return OPS.call(
            "rotary_remembered",
            q.getManager(),
            q,
            k,
            v,
            turns.cos(),
            turns.sin(),
            layer.keys(),
            layer.values(),
            heads,
            groups,
            at)
        .head();
  }

  /** Rows of a table from {@code first} on. */
  static NDArray range(NDArray x, long first, long count) {
    return OPS.call("range", x.getManager(), x, first, count).head();
  }

  /** The last position of (N, T, C), as (N, 1, C). */
  static NDArray last(NDArray x) {
    return OPS.call("last", x.getManager(), x).head();
  }

  /** The first position of (N, T, C), as (N, C). */
  static NDArray first(NDArray x) {
    return OPS.call("first", x.getManager(), x).head();
  }

  /** The mean over the positions that a mask (N, T) shows, of length 1: (N, C). */
  static NDArray sentence(NDArray x, NDArray mask) {
    return OPS.call("sentence", x.getManager(), x, mask).head();
  }

  /**
   * {@code x · weight + bias} of (N, T, inputs). Not by {@code addmm}, which scripts part in two,
   * nor with {@code weight.t()}, for which scripts have a derivative of their own: the weight's
   * gradient would lie the other way round in memory and be copied before each step.
   */
  static NDArray affine(NDArray x, NDArray weight, NDArray bias) {
    return OPS.call(
            "affine", x.getManager(), x, weight, bias, Autocast.type(), Autocast.products(x))
        .head();
  }

  static NDArray rows(NDArray x, NDArray index) {
    return OPS.call("rows", x.getManager(), x, index).head();
  }
}
