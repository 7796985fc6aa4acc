package lungo.torch;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * The calls of a method in a class file, which are turned to a static method that takes the
 * receiver as an {@code Object} before the arguments. Both calls are three bytes long, so nothing
 * else moves: the constants are added at the pool's end (Java Virtual Machine Specification, 4.4
 * and 6.5).
 *
 * @param owner the class that has the method, with slashes
 * @param name the method's name
 * @param descriptor its descriptor from the first argument on
 */
record StaticCall(String owner, String name, String descriptor) {

  private static final int POOL = 8;
  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int METHOD = 10;
  private static final int NAME_AND_TYPE = 12;
  private static final int INVOKE_VIRTUAL = 0xb6;
  private static final int INVOKE_STATIC = 0xb8;

  /** A class file's pool of constants. */
  private static final class Constants {

    final ByteBuffer file;
    final int[] at;
    final int end;

    Constants(byte[] classFile) {
      file = ByteBuffer.wrap(classFile);
      at = new int[file.getShort(POOL) & 0xffff];
      int position = POOL + 2;
      for (int i = 1; i < at.length; i++) {
        at[i] = position;
        int tag = file.get(position);
        position += size(tag, position);
        if (tag == 5 || tag == 6) { // long and double count twice
          i++;
        }
      }
      end = position;
    }

    private int size(int tag, int position) {
      return switch (tag) {
        case UTF8 -> 3 + (file.getShort(position + 1) & 0xffff);
        case 3, 4, 9, METHOD, 11, NAME_AND_TYPE, 17, 18 -> 5;
        case 5, 6 -> 9;
        case CLASS, 8, 16, 19, 20 -> 3;
        case 15 -> 4;
        default -> throw new LinkageError("unknown constant " + tag + " in a class file");
      };
    }

    private int number(int constant, int offset) {
      return file.getShort(at[constant] + offset) & 0xffff;
    }

    private String text(int constant) {
      int length = number(constant, 1);
      var bytes = new byte[length];
      file.get(at[constant] + 3, bytes);
      return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    boolean isMethod(int constant, String owner, String name, String descriptor) {
      if (at[constant] == 0 || file.get(at[constant]) != METHOD) {
        return false;
      }
      int nameAndType = number(constant, 3);
      return text(number(number(constant, 1), 1)).equals(owner)
          && text(number(nameAndType, 1)).equals(name)
          && text(number(nameAndType, 3)).equals("(" + descriptor);
    }
  }

  /**
   * The class file with the calls turned.
   *
   * @param classFile a class file
   * @param expected how many calls there are; the three bytes may also occur where there is none
   * @param toOwner the class that has the static method, with slashes
   * @param toName the static method's name
   * @throws LinkageError if there are not as many calls
   */
  byte[] redirected(byte[] classFile, int expected, String toOwner, String toName) {
    var constants = new Constants(classFile);
    int count = constants.at.length;
    byte[] changed = classFile.clone();
    int calls = 0;
    for (int i = constants.end; i < classFile.length - 2; i++) {
      int operand = constants.file.getShort(i + 1) & 0xffff;
      boolean isCall =
          (classFile[i] & 0xff) == INVOKE_VIRTUAL
              && operand < count
              && constants.isMethod(operand, owner, name, descriptor);
      if (isCall) {
        calls++;
        ByteBuffer.wrap(changed, i, 3).put((byte) INVOKE_STATIC).putShort((short) (count + 5));
      }
    }
    if (calls != expected) {
      throw new LinkageError(
          "expected %d calls of %s.%s in the class, got %d"
              .formatted(expected, owner, name, calls));
    }
    ByteBuffer.wrap(changed).putShort(POOL, (short) (count + 6));
    var out = new ByteArrayOutputStream(changed.length + 200);
    out.write(changed, 0, constants.end);
    out.writeBytes(added(count, toOwner, toName));
    out.write(changed, constants.end, changed.length - constants.end);
    return out.toByteArray();
  }

  /** Class name, class, method's name, its descriptor, both, and the method, from {@code first}. */
  private byte[] added(int first, String toOwner, String toName) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(UTF8);
      out.writeUTF(toOwner);
      out.writeByte(CLASS);
      out.writeShort(first);
      out.writeByte(UTF8);
      out.writeUTF(toName);
      out.writeByte(UTF8);
      out.writeUTF("(Ljava/lang/Object;" + descriptor);
      out.writeByte(NAME_AND_TYPE);
      out.writeShort(first + 2);
      out.writeShort(first + 3);
      out.writeByte(METHOD);
      out.writeShort(first + 1);
      out.writeShort(first + 4);
    } catch (IOException e) {
      throw new UncheckedIOException("memory is written to", e);
    }
    return bytes.toByteArray();
  }
}
