package lungo.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import lungo.torch.TorchScript;

/**
 * Layers as GPT-2 has them (Radford et al. 2019), each one native call: causal attention and two
 * linear layers with GELU, normalised before, added to their input. (N, T, width) to (N, classes)
 * from the mean over positions.
 */
final class Transformer extends AbstractBlock {

  static final int WIDTH = 128;
  private static final int HEADS = 4;

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def layer(x: Tensor, w: List[Tensor], heads: int) -> Tensor:
            n = x.size(0)
            t = x.size(1)
            c = x.size(2)
            h = torch.layer_norm(x, [c], w[0], w[1], 1.0e-5, True)
            q, k, v = torch.linear(h, w[2], w[3]).view([n, t, 3, heads, c // heads]).permute([2, 0, 3, 1, 4]).unbind(0)
            a = torch.scaled_dot_product_attention(q, k, v, None, 0.0, True)
            x = x + torch.linear(a.transpose(1, 2).reshape([n, t, c]), w[4], w[5])
            h = torch.layer_norm(x, [c], w[6], w[7], 1.0e-5, True)
            return x + torch.linear(torch.gelu(torch.linear(h, w[8], w[9])), w[10], w[11])

          def head(x: Tensor, w: List[Tensor]) -> Tensor:
            h = torch.layer_norm(x, [x.size(2)], w[0], w[1], 1.0e-5, True)
            return torch.linear(h.mean([1]), w[2], w[3])
          """);

  private final List<List<Parameter>> layers = new ArrayList<>();
  private final List<Parameter> head = new ArrayList<>();
  private final int classes;

  Transformer(int depth, int classes) {
    this.classes = classes;
    for (int i = 0; i < depth; i++) {
      String name = "h." + i + ".";
      var weights = new ArrayList<Parameter>();
      norm(weights, name + "ln_1");
      linear(weights, name + "attn.c_attn", WIDTH, 3 * WIDTH);
      linear(weights, name + "attn.c_proj", WIDTH, WIDTH);
      norm(weights, name + "ln_2");
      linear(weights, name + "mlp.c_fc", WIDTH, 4 * WIDTH);
      linear(weights, name + "mlp.c_proj", 4 * WIDTH, WIDTH);
      layers.add(weights);
    }
    norm(head, "ln_f");
    linear(head, "head", WIDTH, classes);
  }

  private void norm(List<Parameter> into, String name) {
    into.add(parameter(name + ".weight", Initializer.ONES, Parameter.Type.GAMMA, WIDTH));
    into.add(parameter(name + ".bias", Initializer.ZEROS, Parameter.Type.BETA, WIDTH));
  }

  private void linear(List<Parameter> into, String name, long inputs, long outputs) {
    var normal = new NormalInitializer(0.02f);
    into.add(parameter(name + ".weight", normal, Parameter.Type.WEIGHT, outputs, inputs));
    into.add(parameter(name + ".bias", Initializer.ZEROS, Parameter.Type.BIAS, outputs));
  }

  private Parameter parameter(
      String name, Initializer initializer, Parameter.Type type, long... shape) {
    return addParameter(
        Parameter.builder()
            .setName(name)
            .setType(type)
            .optShape(new Shape(shape))
            .optInitializer(initializer)
            .build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> options) {
    NDArray x = inputs.singletonOrThrow();
    NDManager manager = x.getManager();
    for (List<Parameter> layer : layers) {
      x = OPS.call("layer", manager, x, values(store, x, layer, training), HEADS).head();
    }
    return OPS.call("head", manager, x, values(store, x, head, training)); // (N, classes)
  }

  private static List<NDArray> values(
      ParameterStore store, NDArray x, List<Parameter> weights, boolean training) {
    return weights.stream().map(w -> store.getValue(w, x.getDevice(), training)).toList();
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return new Shape[] {new Shape(inputs[0].get(0), classes)};
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
    // it has none
  }
}
