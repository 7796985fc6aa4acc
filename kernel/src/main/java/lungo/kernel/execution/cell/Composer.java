package lungo.kernel.execution.cell;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import lungo.kernel.execution.cell.Declaration.Kind;
import lungo.kernel.execution.cell.Declaration.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Writes the unit of a segment: one class with its variables as fields, its methods, and a method
 * for each thing to run; and a class around each of its types, as JShell does, so that one type
 * cannot see another's private members. It imports the session's names that occur in it.
 */
final class Composer {

  /** The method that runs all, and with a number the one that runs a snippet; JShell's name. */
  static final String RUN = "do_it$";

  /** The field that says how far the run came. */
  static final String DONE = "$done";

  private final Names names;
  private final ImportedNames imported;
  private final Object cell;
  private final String code;
  private final String name;
  private final List<Part> parts;
  private final List<Declaration> gone;
  private final boolean onlyTypes;
  private final Unit.Writer out = new Unit.Writer();

  /** With {@code onlyTypes} the unit only serves to find the types of expressions. */
  Composer(
      Names names,
      ImportedNames imported,
      Object cell,
      String code,
      String name,
      List<Part> parts,
      boolean onlyTypes) {
    this.names = names;
    this.imported = imported;
    this.cell = cell;
    this.code = code;
    this.name = name;
    this.parts = new ArrayList<>();
    this.gone = new ArrayList<>();
    for (Part part : parts) {
      if (part.isWritten()) {
        this.parts.add(part);
      }
      if (part.isLeftOut && part.declaration != null) {
        gone.add(part.declaration);
      }
    }
    this.onlyTypes = onlyTypes;
  }

  /** Whether no part has anything to write. */
  boolean isEmpty() {
    return parts.isEmpty();
  }

  Unit unit() {
    out.add("package " + ClassStore.PACKAGE + ";\n");
    imports();
    out.add("public class " + name + " {\n");
    for (Part part : parts) {
      field(part);
      method(part);
    }
    if (onlyTypes) {
      inferredLocals();
    } else {
      for (Part part : parts) {
        action(part);
      }
      run();
    }
    out.add("}\n");
    for (Part part : parts) {
      if (part.declaration != null && part.declaration.kind == Kind.TYPE) {
        type(part, part.declaration);
      }
    }
    return out.unit(name);
  }

  /** The class that will hold a part's declaration. */
  String holder(Part part) {
    return part.isDeclared(Kind.TYPE) ? name + "T" + parts.indexOf(part) : name;
  }

  private void imports() {
    var mentions = new HashSet<String>();
    var mentionsOfTypes = new HashSet<String>();
    var declared = new HashMap<String, Set<Kind>>();
    for (Part part : parts) {
      Set<String> all =
          part.snippet != null ? part.snippet.span().mentions() : mentionsOf(part.declaration);
      mentions.addAll(all);
      if (part.declaration != null) {
        if (part.declaration.kind == Kind.TYPE) {
          mentionsOfTypes.addAll(all);
        }
        if (part.reused == null) {
          declared
              .computeIfAbsent(part.declaration.name, key -> new HashSet<>())
              .add(part.declaration.kind);
        } else {
          mentions.add(part.declaration.name);
        }
      }
    }
    userImports(mentions);
    var lines = new LinkedHashSet<String>();
    for (Part part : parts) {
      Declaration d = part.declaration;
      Set<String> users = part.isDeclared(Kind.TYPE) ? mentions : mentionsOfTypes;
      if (d != null && part.reused == null && users.contains(d.name)) {
        lines.add(importOf(holder(part), d.name));
      }
    }
    for (String mention : mentions) {
      for (Declaration d : names.of(mention)) {
        if (d.isDefined
            && gone.stream().noneMatch(d::isSameThing)
            && !declared.getOrDefault(mention, Set.of()).contains(d.kind)) {
          lines.add(importOf(d.holder, mention));
        }
      }
    }
    for (String line : lines) {
      out.add(line);
    }
  }

  private static Set<String> mentionsOf(@Nullable Declaration d) {
    return d == null ? Set.of() : d.mentions;
  }

  private static String importOf(String holder, String member) {
    return "import static " + ClassStore.PACKAGE + "." + holder + "." + member + ";\n";
  }

  private void userImports(Set<String> mentions) {
    Map<String, Part> own = new HashMap<>();
    for (Part part : parts) {
      if (part.snippet instanceof Snippet.Import i) {
        own.put(i.key(), part);
      }
    }
    for (Snippet.Import i : names.imports()) {
      if (!own.containsKey(i.key()) && imported.brings(i, mentions)) {
        out.add(i.text() + "\n");
      }
    }
    if (own.isEmpty()) {
      return;
    }
    own.values().stream()
        .sorted(Comparator.comparingInt(part -> part.index))
        .forEach(
            part -> {
              int start = out.position();
              out.add(((Snippet.Import) Objects.requireNonNull(part.snippet)).text());
              out.range(start, start, part);
            });
  }

  private void field(Part part) {
    Declaration d = part.declaration;
    if (d == null || d.kind != Kind.VARIABLE || part.reused != null) {
      return;
    }
    String type = part.isVar() ? part.type : d.code;
    if (type == null) {
      return; // its type is what the unit is for
    }
    int start = out.position();
    out.add("public static ");
    out.copy(type, () -> d.origin).add(" " + d.name + ";");
    out.range(start, start, part);
  }

  private void method(Part part) {
    Declaration d = part.declaration;
    if (d == null || d.kind != Kind.METHOD) {
      return;
    }
    int start = out.position();
    out.add("public static ");
    int body = out.position() + d.body;
    if (part.isCorralled || onlyTypes) {
      out.copy(d.code.substring(0, d.body), () -> d.origin);
      out.add("{ throw new jdk.jshell.spi.SPIResolutionException(" + d.id + "); }");
    } else {
      out.copy(d.code, () -> d.origin);
    }
    out.range(start, body, part);
  }

  private void type(Part part, Declaration d) {
    int start = out.position();
    out.add("public class " + holder(part) + " { public static ");
    String code = part.isCorralled ? Corral.of(d.code, d.id) : d.code;
    out.copy(code, () -> d.origin).add(" }");
    out.range(start, start, part);
  }

  /** The method that runs a statement, an expression or the setting of a variable. */
  private void action(Part part) {
    if (!isAction(part)) {
      return;
    }
    int start = out.position();
    if (part.snippet instanceof Snippet.Statement s) {
      head("void", part).copy(text(s.span()), at(s.span())).add(isClosed(s.span()) ? " }" : "; }");
    } else if (part.snippet instanceof Snippet.Expression e) {
      boolean isValue = part.form == Part.Form.VALUE;
      String type = part.type == null ? "Object" : part.type;
      head(isValue ? type : "void", part).add(isValue ? "return " : "");
      out.copy(text(e.span()), at(e.span())).add("; }");
    } else if (part.snippet instanceof Snippet.Variable v) {
      head("void", part);
      if (part.reused != null) {
        out.add(v.name() + " = " + initial(typeOf(part)) + "; ");
      }
      if (v.isInitialized()) {
        String array = text(v.initializer()).startsWith("{") ? "new " + typeOf(part) : "";
        out.add(v.name() + " = " + array);
        out.copy(text(v.initializer()), at(v.initializer())).add(";");
      }
      out.add(" }");
    }
    out.range(start, start, part);
  }

  /** Whether a part has something to run. */
  static boolean isAction(Part part) {
    return part.snippet instanceof Snippet.Statement
        || part.snippet instanceof Snippet.Expression
        || (part.snippet instanceof Snippet.Variable v
            && (v.isInitialized() || part.reused != null));
  }

  private boolean isClosed(Snippet.Span span) {
    return code.charAt(span.end() - 1) == ';' || code.charAt(span.end() - 1) == '}';
  }

  private Unit.Writer head(String type, Part part) {
    return out.add("public static " + type + " " + RUN + part.index + "() throws Throwable { ");
  }

  /** The variables whose types are asked for, one after the other as locals of one method. */
  private void inferredLocals() {
    out.add("static void " + RUN + "() throws Throwable {\n");
    for (Part part : parts) {
      if (part.type != null) {
        continue;
      }
      int start = out.position();
      if (part.isVar() && part.snippet instanceof Snippet.Variable v) {
        out.add("var " + v.name());
        if (v.isInitialized()) {
          out.add(" = ").copy(text(v.initializer()), at(v.initializer()));
        }
        out.add(";");
        out.range(start, start, part);
      } else if (part.snippet instanceof Snippet.Expression e && e.isPoly()) {
        out.add("var $" + part.index + " = ").copy(text(e.span()), at(e.span())).add(";");
        out.range(start, start, part);
      }
    }
    out.add("}\n");
  }

  private void run() {
    out.add("public static int " + DONE + ";\n");
    out.add("public static Object " + RUN + "() throws Throwable {\n");
    Part last = null;
    for (Part part : parts) {
      if (isAction(part)) {
        call(last, "");
        last = part;
      }
    }
    boolean isValue =
        last != null && last.snippet instanceof Snippet.Expression && last.form == Part.Form.VALUE;
    call(last, isValue ? "return " : "");
    out.add(isValue ? "}\n" : "return null; }\n");
  }

  private void call(@Nullable Part part, String prefix) {
    if (part != null) {
      out.add(DONE + " = " + part.index + "; " + prefix + RUN + part.index + "();\n");
    }
  }

  private static String typeOf(Part part) {
    String inferred = part.isVar() ? part.type : null;
    return inferred != null ? inferred : Objects.requireNonNull(part.declaration).code;
  }

  private String text(Snippet.Span span) {
    return code.substring(span.start(), span.end());
  }

  private Supplier<Origin> at(Snippet.Span span) {
    var origin = new Origin(cell, code, span.start());
    return () -> origin;
  }

  private static String initial(String type) {
    return switch (type) {
      case "byte", "short", "int", "long", "float", "double" -> "0";
      case "char" -> "'\\0'";
      case "boolean" -> "false";
      default -> "null";
    };
  }
}
