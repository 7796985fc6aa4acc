package lungo.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtEngineProvider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * Gives arrays that are made from Java's memory memory of their own. DJL 0.36 lets PyTorch use the
 * Java buffer itself, and lets go of it when the array is closed; but what is recorded for a
 * backward pass still reads it then. So the gradient of {@code x.mul(0.5)} or {@code x.maximum(0)},
 * whose number is such an array, is wrong after a garbage collection that came in between.
 *
 * <p>DJL finds this as its provider of PyTorch, and makes one before the engine starts. It changes
 * the one place in DJL where an array is made from a buffer, as that class is loaded: the call of
 * PyTorch's {@code from_blob} comes to {@link #fromBlob}, which copies. There, too, a type that
 * DJL's native code does not know, and ends the process for, is refused ({@link #number}).
 *
 * <pre>{@code
 * NDArray pixels = OwnedMemory.copy(manager, buffer, new Shape(28, 28), DataType.FLOAT32);
 * }</pre>
 */
public final class OwnedMemory extends PtEngineProvider {

  private static final String DJL = "ai.djl.pytorch.jni.";
  private static final String OWN = "lungo/torch/OwnedMemory";
  private static final int CPU = 0;

  /** In how many places DJL 0.36 tells its native code a type. */
  private static final int TYPES_NAMED = 18;

  /** What DJL's native code knows. */
  private static final Set<DataType> TYPES =
      Collections.unmodifiableSet(
          EnumSet.of(
              DataType.FLOAT32,
              DataType.FLOAT64,
              DataType.FLOAT16,
              DataType.UINT8,
              DataType.INT8,
              DataType.INT32,
              DataType.INT64,
              DataType.BOOLEAN,
              DataType.COMPLEX64));

  /** Whether the calling thread makes an array that may use the buffer itself. */
  private static final ThreadLocal<Boolean> SHARES = ThreadLocal.withInitial(() -> false);

  private static final boolean IS_SAFE = patch();

  /** Called by DJL, through {@code ServiceLoader}. */
  public OwnedMemory() {
    if (!IS_SAFE) {
      LoggerFactory.getLogger(OwnedMemory.class)
          .warn(
              "DJL was used before Lungo could mend it: gradients of operations with numbers, such"
                  + " as x.mul(0.5), may be wrong. Name lungo-lib before pytorch-engine on the"
                  + " class path");
    }
  }

  /** Changes DJL's class before it is loaded; false if it is loaded already. */
  private static boolean patch() {
    try {
      Class<?> neighbour =
          Class.forName(DJL + "LibUtils", false, OwnedMemory.class.getClassLoader());
      try (InputStream file = neighbour.getResourceAsStream("JniUtils.class")) {
        if (file == null) {
          throw new LinkageError("DJL's JniUtils is not found");
        }
        byte[] copying =
            new StaticCall(
                    "ai/djl/pytorch/jni/PyTorchLibrary",
                    "torchFromBlob",
                    "Ljava/nio/ByteBuffer;[JII[IZ)J")
                .redirected(file.readAllBytes(), 1, OWN, "fromBlob");
        byte[] changed =
            new StaticCall("ai/djl/ndarray/types/DataType", "ordinal", ")I")
                .redirected(copying, TYPES_NAMED, OWN, "number");
        return define(MethodHandles.privateLookupIn(neighbour, MethodHandles.lookup()), changed);
      }
    } catch (IOException | ReflectiveOperationException e) {
      throw new LinkageError("this version of DJL's PyTorch engine is not 0.36: " + e, e);
    }
  }

  private static boolean define(MethodHandles.Lookup lookup, byte[] classFile)
      throws IllegalAccessException {
    try {
      lookup.defineClass(classFile);
      return true;
    } catch (LinkageError e) {
      return false; // there is a class of the name already
    }
  }

  /**
   * Makes an array that uses a buffer's memory itself, without a copy: the caller keeps the buffer
   * until all that was computed from the array is done, backward pass included.
   *
   * @param manager owns the array
   * @param buffer direct, in native byte order
   * @param shape of the array
   * @param type of its values
   * @return the array
   */
  public static NDArray share(NDManager manager, ByteBuffer buffer, Shape shape, DataType type) {
    SHARES.set(true);
    try {
      return manager.create(buffer, shape, type);
    } finally {
      SHARES.set(false);
    }
  }

  /**
   * Makes an array of a buffer's values, which it copies once; the buffer may change afterwards.
   *
   * @param manager owns the array
   * @param buffer direct, in native byte order
   * @param shape of the array
   * @param type of its values
   * @return the array
   */
  public static NDArray copy(NDManager manager, ByteBuffer buffer, Shape shape, DataType type) {
    NDArray shared = share(manager, buffer, shape, type);
    if (manager.getDevice().isGpu()) {
      return shared; // was copied to the device
    }
    try (shared) {
      return shared.duplicate();
    }
  }

  /**
   * What DJL calls in the place of PyTorch's {@code from_blob}; for DJL only.
   *
   * @param library DJL's native methods
   * @param data the values
   * @param shape of the array
   * @param type DJL's number of the type of its values
   * @param layout DJL's number of the layout
   * @param device DJL's numbers of the device
   * @param requiresGradient whether operations on it are recorded
   * @return a native array's address
   * @throws Throwable what the native methods throw
   */
  public static long fromBlob(
      Object library,
      ByteBuffer data,
      long[] shape,
      int type,
      int layout,
      int[] device,
      boolean requiresGradient)
      throws Throwable {
    long shared =
        (long)
            Natives.FROM_BLOB.invokeExact(
                library, data, shape, type, layout, device, requiresGradient);
    if (device[0] != CPU || SHARES.get()) {
      return shared;
    }
    long own = (long) Natives.CLONE.invokeExact(library, shared);
    Natives.DELETE.invokeExact(library, shared);
    return own;
  }

  /**
   * What DJL calls for the number by which its native code knows a type; for DJL only.
   *
   * @param type DJL's type
   * @return its number
   * @throws IllegalArgumentException if the native code does not know it, which would end the
   *     process
   */
  @SuppressWarnings("EnumOrdinal") // DJL's own numbers
  public static int number(Object type) {
    var asked = (DataType) type;
    if (!TYPES.contains(asked)) {
      String lower =
          asked == DataType.BFLOAT16
              ? "; Storage.BFLOAT16 keeps weights in it, Recipe's bfloat16() computes in it"
              : "";
      throw new IllegalArgumentException(
          "no array can be of type %s here, expected one of %s%s"
              .formatted(asked.name(), TYPES, lower));
    }
    return asked.ordinal();
  }

  /** DJL's native methods, looked up once its class is there. */
  private static final class Natives {

    static final MethodHandle FROM_BLOB =
        find(
            "torchFromBlob",
            long.class,
            ByteBuffer.class,
            long[].class,
            int.class,
            int.class,
            int[].class,
            boolean.class);
    static final MethodHandle CLONE = find("tensorClone", long.class, long.class);
    static final MethodHandle DELETE = find("torchDeleteTensor", void.class, long.class);

    private Natives() {}

    private static MethodHandle find(String name, Class<?> result, Class<?>... arguments) {
      var type = MethodType.methodType(result, arguments);
      try {
        Class<?> library = Class.forName(DJL + "PyTorchLibrary");
        return MethodHandles.privateLookupIn(library, MethodHandles.lookup())
            .findVirtual(library, name, type)
            .asType(type.insertParameterTypes(0, Object.class));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("this version of DJL's PyTorch engine is not 0.36: " + e, e);
      }
    }
  }
}
