package lungo.spark;

import java.util.regex.Pattern;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.ClassWriter;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;
import org.apache.xbean.asm9.Type;
import org.jspecify.annotations.Nullable;

/**
 * A cell's class as executors get it. The variables of a session are static fields, which an
 * executor has in its own memory and never set; reading one asks the driver instead (see {@link
 * SessionVariables}), setting one is refused. What only runs the cell itself is left out.
 */
final class ExecutorClass extends ClassVisitor {

  private static final String VARIABLES = Type.getInternalName(SessionVariables.class);

  /** The classes that hold variables and methods of cells; those that hold types have none. */
  private static final Pattern HOLDER = Pattern.compile("REPL/\\$JShell\\$(C\\d+|\\d+[A-Z]*)");

  private static final String RUN = "do_it$";

  private ExecutorClass(ClassVisitor next) {
    super(Opcodes.ASM9, next);
  }

  /** A class file for executors. */
  static byte[] of(byte[] classFile) {
    var reader = new ClassReader(classFile);
    var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new ExecutorClass(writer), 0);
    return writer.toByteArray();
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    return name.startsWith(RUN)
        ? null
        : new Method(super.visitMethod(access, name, descriptor, signature, exceptions));
  }

  private static final class Method extends MethodVisitor {

    Method(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      boolean isStatic = opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
      if (!isStatic || !HOLDER.matcher(owner).matches()) {
        super.visitFieldInsn(opcode, owner, name, descriptor);
      } else if (opcode == Opcodes.GETSTATIC) {
        get(owner, name, Type.getType(descriptor));
      } else {
        super.visitInsn(Type.getType(descriptor).getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
        super.visitLdcInsn(name);
        call("refuse", "(Ljava/lang/String;)V");
      }
    }

    private void get(String owner, String name, Type type) {
      super.visitLdcInsn(owner.replace('/', '.'));
      super.visitLdcInsn(name);
      call("get", "(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/Object;");
      String boxed = boxed(type);
      super.visitTypeInsn(Opcodes.CHECKCAST, boxed.isEmpty() ? type.getInternalName() : boxed);
      if (!boxed.isEmpty()) {
        super.visitMethodInsn(
            Opcodes.INVOKEVIRTUAL,
            boxed,
            type.getClassName() + "Value",
            "()" + type.getDescriptor(),
            false);
      }
    }

    private void call(String method, String descriptor) {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, VARIABLES, method, descriptor, false);
    }

    private static String boxed(Type type) {
      return switch (type.getSort()) {
        case Type.BOOLEAN -> "java/lang/Boolean";
        case Type.BYTE -> "java/lang/Byte";
        case Type.CHAR -> "java/lang/Character";
        case Type.SHORT -> "java/lang/Short";
        case Type.INT -> "java/lang/Integer";
        case Type.LONG -> "java/lang/Long";
        case Type.FLOAT -> "java/lang/Float";
        case Type.DOUBLE -> "java/lang/Double";
        default -> "";
      };
    }
  }
}
