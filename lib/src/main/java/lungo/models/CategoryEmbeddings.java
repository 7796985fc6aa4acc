package lungo.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import lungo.torch.TorchScript;

/** A vector for each category of a row, side by side: (N, kinds) int64 to (N, Σ widths). */
final class CategoryEmbeddings extends NamedBlock {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def columns(ids: Tensor) -> List[Tensor]:
            return torch.unbind(ids, 1)

          def beside(parts: List[Tensor]) -> Tensor:
            return torch.cat(parts, 1)
          """);

  /** Small, so that a category that was never trained is near none at all; fastai's. */
  private static final double STD = 0.01;

  private final List<Embedding> embeds = new ArrayList<>();
  private final long width;

  CategoryEmbeddings(List<Integer> sizes, List<Integer> widths) {
    for (int i = 0; i < sizes.size(); i++) {
      embeds.add(child(String.valueOf(i), new Embedding(sizes.get(i), widths.get(i), STD)));
    }
    width = widths.stream().mapToInt(w -> w).sum();
  }

  @Override
  NDArray compute(Pass pass, NDArray ids) {
    NDList columns = OPS.call("columns", ids.getManager(), ids);
    var vectors = new NDList();
    for (int i = 0; i < embeds.size(); i++) {
      vectors.add(embeds.get(i).forward(pass, columns.get(i))); // (N, width)
    }
    columns.close();
    try (vectors) {
      return beside(vectors); // (N, Σ widths)
    }
  }

  static NDArray beside(NDList parts) {
    return OPS.call("beside", parts.head().getManager(), List.copyOf(parts)).head();
  }

  @Override
  Shape shapes(Shape input, BiConsumer<NamedBlock, Shape> visitor) {
    Shape rows = new Shape(input.get(0));
    embeds.forEach(embedding -> visitor.accept(embedding, rows));
    return rows.add(width);
  }

  @Override
  String type() {
    return "ModuleList";
  }
}
