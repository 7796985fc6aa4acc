package lungo.kernel.execution;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

/**
 * Preview features (JEP 12): a virtual machine that was started with {@code --enable-preview} runs
 * classes that use them, so its cells may. There is no public way to ask for it but to load a class
 * that is marked so.
 */
final class PreviewFeatures {

  private static final String OPTION = "--enable-preview";
  private static final int MAGIC = 0xCAFEBABE;
  private static final int MARK =
      0xFFFF; // the minor version, Java Virtual Machine Specification 4.1
  private static final int FIRST = 44; // the class file version of Java n is 44 + n
  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int SUPER_AND_SYNTHETIC = 0x1020;

  private PreviewFeatures() {}

  /** Options of javac, and what lets cells use the preview features that this process runs. */
  static List<String> allowedBy(List<String> options) {
    if (options.contains(OPTION) || !areEnabled()) {
      return options;
    }
    var all = new ArrayList<>(options);
    all.add(OPTION);
    if (!options.contains("--release")) {
      all.addAll(List.of("-source", Integer.toString(Runtime.version().feature())));
    }
    return all;
  }

  private static boolean areEnabled() {
    try {
      MethodHandles.lookup().defineClass(probe());
      return true;
    } catch (UnsupportedClassVersionError e) {
      return false;
    } catch (LinkageError e) {
      return true; // the probe is there already
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a class may define others in its package", e);
    }
  }

  /** A class without members. */
  private static byte[] probe() {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    try {
      out.writeInt(MAGIC);
      out.writeShort(MARK);
      out.writeShort(FIRST + Runtime.version().feature());
      out.writeShort(5); // one more than constants
      out.writeByte(UTF8);
      out.writeUTF(PreviewFeatures.class.getName().replace('.', '/') + "Probe");
      out.writeByte(CLASS);
      out.writeShort(1);
      out.writeByte(UTF8);
      out.writeUTF("java/lang/Object");
      out.writeByte(CLASS);
      out.writeShort(3);
      out.writeShort(SUPER_AND_SYNTHETIC);
      out.writeShort(2); // this class
      out.writeShort(4); // its superclass
      for (int none = 0; none < 4; none++) { // interfaces, fields, methods, attributes
        out.writeShort(0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
