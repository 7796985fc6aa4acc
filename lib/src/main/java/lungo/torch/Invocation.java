package lungo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a compiled function. DJL's public way ({@code IValueUtils}) passes numbers only with
 * autograd switched off, and arrays with autograd only by their names; its native method has
 * neither limit, so it is called directly.
 */
final class Invocation {

  private static final MethodHandle RUN;
  private static final MethodHandle WRAP;

  static {
    try {
      Class<?> library = Class.forName("ai.djl.pytorch.jni.PyTorchLibrary");
      var lookup = MethodHandles.privateLookupIn(library, MethodHandles.lookup());
      var signature =
          MethodType.methodType(
              long.class, long.class, String.class, long[].class, boolean.class, boolean.class);
      RUN =
          lookup
              .findVirtual(library, "moduleRunMethod", signature)
              .bindTo(lookup.findStaticGetter(library, "LIB", library).invoke());
      WRAP =
          MethodHandles.privateLookupIn(IValue.class, MethodHandles.lookup())
              .findConstructor(IValue.class, MethodType.methodType(void.class, long.class));
    } catch (Throwable e) {
      throw new LinkageError("this version of DJL's PyTorch engine is not 0.36: " + e, e);
    }
  }

  private Invocation() {}

  /**
   * Runs a function; records for the backward pass if the thread does.
   *
   * @return the arrays that it returned, on the manager
   */
  static NDList run(long module, String function, NDManager manager, Object... arguments) {
    List<IValue> values = new ArrayList<>(arguments.length);
    try {
      long[] handles = new long[arguments.length];
      for (int i = 0; i < arguments.length; i++) {
        IValue value = toNative(arguments[i]);
        values.add(value);
        handles[i] = value.getHandle();
      }
      long result = (long) RUN.invokeExact(module, function, handles, true, false);
      try (IValue value = (IValue) WRAP.invokeExact(result)) {
        return toArrays(value, (PtNDManager) manager);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("native methods throw no checked exceptions", e);
    } finally {
      values.forEach(IValue::close);
    }
  }

  private static NDList toArrays(IValue value, PtNDManager manager) {
    if (value.isTensor()) {
      return new NDList(value.toTensor(manager));
    }
    return value.getType().equals("NoneType") ? new NDList() : value.toNDList(manager);
  }

  private static IValue toNative(@Nullable Object argument) {
    if (argument instanceof PtNDArray array) {
      return IValue.from(array);
    } else if (argument instanceof Double || argument instanceof Float) {
      return IValue.from(((Number) argument).doubleValue());
    } else if (argument instanceof Long || argument instanceof Integer) {
      return IValue.from(((Number) argument).longValue());
    } else if (argument instanceof Boolean flag) {
      return IValue.from(flag);
    } else if (argument instanceof String text) {
      return IValue.from(text);
    } else if (argument instanceof long[] numbers) {
      return IValue.listFrom(numbers);
    } else if (argument instanceof double[] numbers) {
      return IValue.listFrom(numbers);
    } else if (argument instanceof Collection<?> arrays) {
      return IValue.listFrom(arrays.stream().map(Invocation::array).toArray(PtNDArray[]::new));
    }
    throw new IllegalArgumentException("no TorchScript type for " + describe(argument));
  }

  private static PtNDArray array(@Nullable Object element) {
    if (element instanceof PtNDArray array) {
      return array;
    }
    throw new IllegalArgumentException("a list must hold arrays only, got " + describe(element));
  }

  private static String describe(@Nullable Object argument) {
    if (argument == null) {
      return "null";
    }
    String hint = argument instanceof NDArray ? " (an array of another engine than PyTorch)" : "";
    return argument.getClass().getName()
        + hint
        + "; arguments are NDArray (Tensor), a collection of NDArray (List[Tensor]), Double or"
        + " Float (float), Long or Integer (int), long[] (List[int]), double[] (List[float]), Boolean (bool), String (str)";
  }
}
