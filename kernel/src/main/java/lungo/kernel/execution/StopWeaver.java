package lungo.kernel.execution;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Weaves {@link Stop#check} into a notebook's classes, at methods' entries, before jumps backwards
 * and where exceptions are caught, and {@link Exit} in place of what ends the process. The woven
 * calls leave the stack as it is, so that frames and sizes stay.
 */
final class StopWeaver extends ClassVisitor {

  private static final String STOP = Type.getInternalName(Stop.class);
  private static final String EXIT = Type.getInternalName(Exit.class);

  private StopWeaver(ClassVisitor next) {
    super(Opcodes.ASM9, next);
  }

  /** A class file with the checks in it. */
  static byte[] weave(byte[] classFile) {
    var reader = new ClassReader(classFile);
    var writer = new ClassWriter(reader, 0);
    reader.accept(new StopWeaver(writer), 0);
    return writer.toByteArray();
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
    return new Method(next, name.equals("<clinit>"));
  }

  private static final class Method extends MethodVisitor {

    private final boolean isClassInitializer;
    private final Set<Label> passed = new HashSet<>();
    private final Set<Label> catches = new HashSet<>();
    private boolean atCatch;

    Method(MethodVisitor next, boolean isClassInitializer) {
      super(Opcodes.ASM9, next);
      this.isClassInitializer = isClassInitializer;
    }

    private void check() {
      super.visitMethodInsn(Opcodes.INVOKESTATIC, STOP, "check", "()V", false);
    }

    @Override
    public void visitCode() {
      super.visitCode();
      // A class whose initializer threw can never be used again: only its loops are checked.
      if (!isClassInitializer) {
        check();
      }
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String caught) {
      super.visitTryCatchBlock(start, end, handler, caught);
      // Not where javac itself catches: in finally and synchronized (anything) and in
      // try-with-resources (Throwable), which must close what they opened.
      if (caught != null && !caught.equals("java/lang/Throwable")) {
        catches.add(handler);
      }
    }

    @Override
    public void visitLabel(Label label) {
      super.visitLabel(label);
      passed.add(label);
      atCatch |= catches.contains(label);
    }

    @Override
    public void visitFrame(
        int type, int locals, Object @Nullable [] local, int stack, Object @Nullable [] onStack) {
      super.visitFrame(type, locals, local, stack, onStack);
      if (atCatch) {
        atCatch = false;
        check();
      }
    }

    @Override
    public void visitJumpInsn(int opcode, Label target) {
      if (passed.contains(target)) {
        check();
      }
      super.visitJumpInsn(opcode, target);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (endsProcess(owner, name, descriptor)) {
        String instead = owner.equals("java/lang/System") ? "(I)V" : "(Ljava/lang/Runtime;I)V";
        super.visitMethodInsn(Opcodes.INVOKESTATIC, EXIT, "exit", instead, false);
      } else {
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      Object[] replaced = arguments.clone();
      for (int i = 0; i < replaced.length; i++) {
        if (replaced[i] instanceof Handle handle
            && handle.getTag() == Opcodes.H_INVOKESTATIC
            && endsProcess(handle.getOwner(), handle.getName(), handle.getDesc())) {
          replaced[i] = new Handle(Opcodes.H_INVOKESTATIC, EXIT, "exit", "(I)V", false);
        }
      }
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, replaced);
    }

    private static boolean endsProcess(String owner, String name, String descriptor) {
      if (!descriptor.equals("(I)V")) {
        return false;
      }
      return switch (owner) {
        case "java/lang/System" -> name.equals("exit");
        case "java/lang/Runtime" -> name.equals("exit") || name.equals("halt");
        default -> false;
      };
    }
  }
}
