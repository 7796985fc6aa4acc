package lungo.kernel.classpath;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A class file with what a compiler asks of a library that compiles against it: no code, no private
 * members, and of the annotations those alone that are not there at run time, such as the mark of
 * preview features. Of what each cell needs it is a fifth as long. What is not found by it may be
 * there, and an error that it leads to is to be had of the whole file.
 */
final class ClassOutline extends ClassVisitor {

  private static final int HIDDEN = Opcodes.ACC_PRIVATE | Opcodes.ACC_SYNTHETIC;

  private String name = "";
  private boolean isAnnotation;

  private ClassOutline(ClassVisitor next) {
    super(Opcodes.ASM9, next);
  }

  /** The outline of a class file. */
  static byte[] of(byte[] classFile) {
    var writer = new ClassWriter(0);
    int skipped = ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES;
    new ClassReader(classFile).accept(new ClassOutline(writer), skipped);
    return writer.toByteArray();
  }

  @Override
  public void visit(
      int version,
      int access,
      String internalName,
      @Nullable String signature,
      @Nullable String superName,
      String @Nullable [] interfaces) {
    name = internalName;
    isAnnotation = (access & Opcodes.ACC_ANNOTATION) != 0;
    super.visit(version, access, internalName, signature, superName, interfaces);
  }

  /** Whether a member is none that other classes can name; bridges count for overriding. */
  private static boolean isHidden(int access) {
    return (access & HIDDEN) != 0 && (access & Opcodes.ACC_BRIDGE) == 0;
  }

  /** What an annotation says of itself, such as where it may stand, matters to who uses it. */
  @Override
  public @Nullable AnnotationVisitor visitAnnotation(String type, boolean isVisible) {
    return isVisible && !isAnnotation ? null : super.visitAnnotation(type, isVisible);
  }

  @Override
  public void visitNestMember(String member) {
    // the virtual machine's affair, as is the next
  }

  @Override
  public void visitNestHost(String host) {
    // see above
  }

  @Override
  public void visitInnerClass(
      String inner, @Nullable String outer, @Nullable String simple, int access) {
    boolean isOwn = inner.startsWith(name + "$");
    if (!isOwn || (simple != null && !isHidden(access))) {
      super.visitInnerClass(inner, outer, simple, access);
    }
  }

  @Override
  public @Nullable FieldVisitor visitField(
      int access,
      String field,
      String descriptor,
      @Nullable String signature,
      @Nullable Object value) {
    if (isHidden(access)) {
      return null;
    }
    return new FieldVisitor(
        Opcodes.ASM9, super.visitField(access, field, descriptor, signature, value)) {
      @Override
      public @Nullable AnnotationVisitor visitAnnotation(String type, boolean isVisible) {
        return isVisible ? null : super.visitAnnotation(type, false);
      }
    };
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String method,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    if (isHidden(access) || method.equals("<clinit>")) {
      return null;
    }
    return new MethodVisitor(
        Opcodes.ASM9, super.visitMethod(access, method, descriptor, signature, exceptions)) {
      @Override
      public @Nullable AnnotationVisitor visitAnnotation(String type, boolean isVisible) {
        return isVisible ? null : super.visitAnnotation(type, false);
      }
    };
  }
}
