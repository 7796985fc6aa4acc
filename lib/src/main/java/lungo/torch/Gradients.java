package lungo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Collection;

/**
 * Derivatives of a scalar, computed by one native call for all arrays.
 *
 * <pre>{@code
 * NDArray w = manager.create(new float[] {1, 2});
 * w.setRequiresGradient(true);
 * try (var recording = GradMode.on()) {
 *   NDArray twice = Gradients.of(w.mul(w).sum(), List.of(w), manager).head();     // 2, 4
 * }
 * }</pre>
 */
public final class Gradients {

  private static final TorchScript OPS =
      TorchScript.of(
          """
          def gradients(loss: Tensor, arrays: List[Tensor]) -> List[Tensor]:
            losses = annotate(List[Tensor], [loss])
            found = torch.grad(losses, arrays, None, None, False, True)
            result = annotate(List[Tensor], [])
            for i in range(torch.len(arrays)):
              g = found[i]
              if torch.__is__(g, None):
                _0 = torch.append(result, torch.zeros_like(arrays[i]))
              else:
                _1 = torch.append(result, unchecked_cast(Tensor, g))
            return result

          def norm(arrays: List[Tensor]) -> Tensor:
            return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(arrays, 2)), 2)
          """);

  private Gradients() {}

  /**
   * The gradient of a scalar with respect to each array. Frees the recorded operations; the arrays'
   * {@code getGradient()} is left alone.
   *
   * @param loss a scalar that was computed with {@link GradMode} on
   * @param arrays arrays that require a gradient
   * @param manager owns the result
   * @return one gradient for each array, in its shape; zeros where the loss does not depend on it
   */
  public static NDList of(NDArray loss, Collection<? extends NDArray> arrays, NDManager manager) {
    return OPS.callInPlace("gradients", manager, loss, arrays);
  }

  /**
   * The Euclidean norm of all elements of all arrays together.
   *
   * @param arrays at least one array, of one device and floating-point type
   * @return a scalar, on the first array's manager
   */
  public static NDArray norm(NDList arrays) {
    return OPS.callInPlace("norm", arrays.head().getManager(), arrays).head();
  }
}
