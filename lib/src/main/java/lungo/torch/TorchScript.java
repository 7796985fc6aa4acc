package lungo.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import lungo.random.Seed;
import org.jspecify.annotations.Nullable;

/**
 * Functions in <a href="https://pytorch.org/docs/2.7/jit_language_reference.html">TorchScript</a>,
 * callable from Java. They reach every operator of libtorch at its own speed, in one native call a
 * function, with autograd, on CPU and GPU.
 *
 * <pre>{@code
 * var ops = TorchScript.of("""
 *     def attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
 *       return torch.scaled_dot_product_attention(q, k, v, None, 0.0, True)
 *     """);
 * NDArray y = ops.call("attention", manager, q, k, v).head();
 * }</pre>
 *
 * Operators are called by their ATen name and signature, {@code torch.NAME(…)}; other functions of
 * the same source as {@code self.NAME(…)}. A source text is compiled once in a process, at its
 * first call, and stays loaded. Safe for use by several threads.
 */
public final class TorchScript {

  private static final Map<String, TorchScript> BY_SOURCE = new ConcurrentHashMap<>();

  private static final String HEADER =
      """
      class Ops(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
      """;

  private static final int HEADER_LINES = (int) HEADER.lines().count();
  private static final Pattern DEFINITION = Pattern.compile("(?m)^def\\s+(\\w+)\\s*\\((\\s*\\))?");
  private static final Pattern PLACE = Pattern.compile("code/__torch__\\.py\", line (\\d+)");
  private static final Pattern REASON = Pattern.compile("(?m)^\\w*Error: (.*)$");

  private final String source;
  private final Set<String> functions = new LinkedHashSet<>();
  private volatile @Nullable PtSymbolBlock module;

  private TorchScript(String source) {
    this.source = source;
    var definitions = DEFINITION.matcher(source);
    while (definitions.find()) {
      functions.add(definitions.group(1));
    }
    if (functions.isEmpty()) {
      throw new IllegalArgumentException(
          "expected functions that begin with 'def name(' at the line's start, got: " + source);
    }
  }

  /**
   * The functions of a source text.
   *
   * @param source one or more {@code def name(argument: Type, …) -> Type:} at the start of a line;
   *     indentation that all lines share is left out
   * @return the functions; the same object for the same text
   * @throws IllegalArgumentException if the text defines no function
   */
  public static TorchScript of(String source) {
    return BY_SOURCE.computeIfAbsent(source.stripIndent(), TorchScript::new);
  }

  /**
   * Calls a function. Operations are recorded for the backward pass if this thread's {@link
   * GradMode} is on.
   *
   * @param function its name
   * @param manager owns the result
   * @param arguments {@link NDArray} for Tensor, a collection of them for List[Tensor], {@code
   *     Double} or {@code Float} for float, {@code Long} or {@code Integer} for int, {@code long[]}
   *     for List[int], {@code double[]} for List[float], {@code Boolean} for bool, {@code String}
   *     for str
   * @return the arrays that it returned: one for a Tensor, several for a list or tuple, none for
   *     None
   * @throws TorchException if the script does not compile or an operator fails; the message shows
   *     the script's line
   * @throws IllegalArgumentException if there is no such function, or an argument is of another
   *     type
   */
  public NDList call(String function, NDManager manager, Object... arguments) {
    if (!functions.contains(function)) {
      throw new IllegalArgumentException(
          "no function '" + function + "' in the script; there are: " + functions);
    }
    try {
      return Invocation.run(module().getHandle(), function, manager, arguments);
    } catch (EngineException e) {
      throw explained(function + " failed", e);
    }
  }

  /** Calls a function that records nothing, so that it may change weights in place. */
  @SuppressWarnings("try")
  NDList callInPlace(String function, NDManager manager, Object... arguments) {
    try (var off = GradMode.off()) {
      return call(function, manager, arguments);
    }
  }

  private PtSymbolBlock module() {
    PtSymbolBlock compiled = module;
    if (compiled == null) {
      synchronized (this) {
        compiled = module;
        if (compiled == null) {
          compiled = compile();
          module = compiled;
        }
      }
    }
    return compiled;
  }

  /** The module belongs to a manager of its own: it lives as long as the process. */
  @SuppressWarnings("resource")
  private PtSymbolBlock compile() {
    Determinism.begin();
    var manager = (PtNDManager) Seed.engine().newBaseManager(Device.cpu());
    try {
      var archive = new ByteArrayInputStream(Archive.of(HEADER + asMethods(source)));
      return JniUtils.loadModule(manager, archive, false, false);
    } catch (EngineException e) {
      manager.close();
      throw explained("the script does not compile", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Functions become methods of the module's class; the lines stay the same. */
  private static String asMethods(String source) {
    String methods =
        DEFINITION
            .matcher(source)
            .replaceAll(
                def ->
                    "def "
                        + def.group(1)
                        + "(self: __torch__.Ops"
                        + (def.group(2) == null ? ", " : ")"));
    return methods.indent(2);
  }

  private TorchException explained(String what, EngineException error) {
    String trace = String.valueOf(error.getMessage());
    var message = new StringBuilder(what);
    int line = lastNumber(trace) - HEADER_LINES;
    List<String> lines = source.lines().toList();
    if (line >= 1 && line <= lines.size()) {
      message.append(" at the script's line ").append(line).append(":\n  ");
      message.append(lines.get(line - 1).strip()).append('\n');
    } else {
      message.append(": ");
    }
    return new TorchException(message.append(reason(trace)).toString(), error);
  }

  private static int lastNumber(String trace) {
    var places = PLACE.matcher(trace);
    int number = 0;
    while (places.find()) {
      number = Integer.parseInt(places.group(1));
    }
    return number;
  }

  private static String reason(String trace) {
    var reason = REASON.matcher(trace);
    return reason.find() ? trace.substring(reason.start(1)).strip() : trace.strip();
  }
}
