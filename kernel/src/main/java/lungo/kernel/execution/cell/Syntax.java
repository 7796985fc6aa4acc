package lungo.kernel.execution.cell;

import java.util.List;
import java.util.Set;

/** Finds where things end in a list of tokens; every method gives the index behind. */
final class Syntax {

  private static final Set<String> PRIMITIVES =
      Set.of("boolean", "byte", "short", "char", "int", "long", "float", "double");
  private static final Set<String> RESERVED =
      Set.of(
          "abstract",
          "assert",
          "boolean",
          "break",
          "byte",
          "case",
          "catch",
          "char",
          "class",
          "const",
          "continue",
          "default",
          "do",
          "double",
          "else",
          "enum",
          "extends",
          "false",
          "final",
          "finally",
          "float",
          "for",
          "goto",
          "if",
          "implements",
          "import",
          "instanceof",
          "int",
          "interface",
          "long",
          "native",
          "new",
          "null",
          "package",
          "private",
          "protected",
          "public",
          "return",
          "short",
          "static",
          "strictfp",
          "super",
          "switch",
          "synchronized",
          "this",
          "throw",
          "throws",
          "transient",
          "true",
          "try",
          "void",
          "volatile",
          "while",
          "_");
  private static final Set<String> STATEMENTS =
      Set.of("if", "for", "while", "do", "try", "throw", "assert");

  private final List<Token> tokens;

  Syntax(List<Token> tokens) {
    this.tokens = tokens;
  }

  static boolean isName(Token token) {
    return token.isWord() && !RESERVED.contains(token.text());
  }

  private Token at(int i) {
    return tokens.get(Math.min(i, tokens.size() - 1));
  }

  private boolean isEnd(int i) {
    return at(i).kind() == Token.Kind.END;
  }

  boolean isNonSealed(int i) {
    return at(i).is("non") && at(i + 1).is("-") && at(i + 2).is("sealed");
  }

  /** Whether what starts here can only be a statement. */
  boolean isStatement(int i) {
    Token t = at(i);
    if (t.is("{") || (t.isWord() && STATEMENTS.contains(t.text()))) {
      return true;
    }
    boolean isLabel = isName(t) && at(i + 1).is(":");
    return isLabel || (t.is("synchronized") && at(i + 1).is("("));
  }

  /** Behind a statement of any kind, a semicolon included. */
  int skipStatement(int i) throws NotCovered {
    Token t = at(i);
    if (t.is("{")) {
      return skipPair(i);
    }
    if (isName(t) && at(i + 1).is(":")) {
      return skipStatement(i + 2);
    }
    return switch (t.isWord() ? t.text() : "") {
      case "if" -> {
        int then = skipStatement(skipPair(i + 1));
        yield at(then).is("else") ? skipStatement(then + 1) : then;
      }
      case "for", "while" -> skipStatement(skipPair(i + 1));
      case "synchronized" -> skipPair(skipPair(i + 1));
      case "switch" ->
          at(skipPair(skipPair(i + 1))).is(".")
              ? semicolon(skipTo(i, ";"))
              : skipPair(skipPair(i + 1));
      case "do" -> {
        int end = skipStatement(i + 1);
        if (!at(end).is("while")) {
          throw new NotCovered("a do without a while");
        }
        yield semicolon(skipPair(end + 1));
      }
      case "try" -> skipTry(i);
      case "class", "interface", "enum", "abstract", "final", "static" ->
          isBracedBeforeSemicolon(i) ? skipPair(skipTo(i, "{")) : semicolon(skipTo(i, ";"));
      case "record" ->
          isName(at(i + 1)) && (at(i + 2).is("(") || at(i + 2).is("<"))
              ? skipPair(skipTo(i, "{"))
              : semicolon(skipTo(i, ";"));
      default -> semicolon(skipTo(i, ";"));
    };
  }

  private boolean isBracedBeforeSemicolon(int i) {
    for (int j = i; !isEnd(j); j++) {
      if (at(j).is("{")) {
        return !at(j - 1).is("=") && !at(j - 1).is("]") && !at(j - 1).is("->");
      }
      if (at(j).is(";") || at(j).is("=")) {
        return false;
      }
    }
    return false;
  }

  private int skipTry(int i) throws NotCovered {
    int end = skipPair(at(i + 1).is("(") ? skipPair(i + 1) : i + 1);
    while (at(end).is("catch")) {
      end = skipPair(skipPair(end + 1));
    }
    return at(end).is("finally") ? skipPair(end + 1) : end;
  }

  private int semicolon(int i) throws NotCovered {
    if (at(i).is(";")) {
      return i + 1;
    }
    if (isEnd(i)) {
      return i;
    }
    throw new NotCovered("a missing semicolon");
  }

  /** To the next such token outside of brackets, or to the end of the cell. */
  int skipTo(int i, String sign) throws NotCovered {
    int j = i;
    while (!isEnd(j) && !at(j).is(sign)) {
      if (at(j).is(")") || at(j).is("]") || at(j).is("}")) {
        throw new NotCovered("a bracket that was not opened");
      }
      j = isOpening(j) ? skipPair(j) : j + 1;
    }
    if (isEnd(j) && !sign.equals(";")) {
      throw new NotCovered("no " + sign);
    }
    return j;
  }

  private boolean isOpening(int i) {
    return at(i).is("(") || at(i).is("[") || at(i).is("{");
  }

  /** Behind the bracket that closes the one that is here. */
  int skipPair(int i) throws NotCovered {
    if (!isOpening(i)) {
      throw new NotCovered("no bracket");
    }
    String closing = at(i).is("(") ? ")" : at(i).is("[") ? "]" : "}";
    int j = i + 1;
    while (!at(j).is(closing)) {
      if (isEnd(j) || at(j).is(")") || at(j).is("]") || at(j).is("}")) {
        throw new NotCovered("no " + closing);
      }
      j = isOpening(j) ? skipPair(j) : j + 1;
    }
    return j + 1;
  }

  int skipAnnotation(int i) throws NotCovered {
    int j = i + 2;
    while (at(j).is(".")) {
      j += 2;
    }
    return at(j).is("(") ? skipPair(j) : j;
  }

  /** Behind a type, or -1 if none is here. */
  int skipType(int i) {
    int j = i;
    if (at(j).is("void") || (at(j).isWord() && PRIMITIVES.contains(at(j).text()))) {
      j++;
    } else {
      while (true) {
        if (!isName(at(j))) {
          return -1;
        }
        j++;
        if (at(j).is("<")) {
          j = skipTypeArguments(j);
          if (j < 0) {
            return -1;
          }
        }
        if (!at(j).is(".")) {
          break;
        }
        j++;
      }
    }
    while (at(j).is("[") && at(j + 1).is("]")) {
      j += 2;
    }
    return j;
  }

  /** Behind type arguments or parameters, or -1 if none are here. */
  int skipTypeArguments(int i) {
    if (!at(i).is("<")) {
      return -1;
    }
    int depth = 0;
    for (int j = i; ; j++) {
      Token t = at(j);
      if (t.is("<")) {
        depth++;
      } else if (t.is(">")) {
        if (--depth == 0) {
          return j + 1;
        }
      } else if (!isInTypeArguments(t)) {
        return -1;
      }
    }
  }

  private static boolean isInTypeArguments(Token t) {
    return isName(t)
        || (t.isWord() && (PRIMITIVES.contains(t.text()) || t.is("extends") || t.is("super")))
        || t.is(",")
        || t.is(".")
        || t.is("?")
        || t.is("&")
        || t.is("[")
        || t.is("]");
  }

  /** Behind a variable's initial value: at a comma, a semicolon or the end. */
  int skipInitializer(int i) throws NotCovered {
    int j = i;
    while (!isEnd(j) && !at(j).is(";") && !at(j).is(",")) {
      int generic = at(j).is("<") && isName(at(j - 1)) ? skipTypeArguments(j) : -1;
      if (generic > 0 && !isName(at(generic)) && at(generic).kind() != Token.Kind.LITERAL) {
        j = generic;
      } else {
        if (at(j).is(")") || at(j).is("]") || at(j).is("}")) {
          throw new NotCovered("a bracket that was not opened");
        }
        j = isOpening(j) ? skipPair(j) : j + 1;
      }
    }
    return j;
  }

  /** The types of a method's parameters as written, without names, annotations and blanks. */
  String parameterTypes(int from, int to) throws NotCovered {
    var types = new StringBuilder();
    int i = from;
    while (i < to) {
      while (at(i).is("final") || at(i).is("@")) {
        i = at(i).is("@") ? skipAnnotation(i) : i + 1;
      }
      int end = skipType(i);
      if (end < 0) {
        throw new NotCovered("a parameter without a type");
      }
      types.append(types.isEmpty() ? "" : ",").append(Splitter.join(tokens.subList(i, end)));
      while (end < to && !at(end).is(",")) {
        types.append(at(end).is("...") || at(end).is("[") ? "[]" : "");
        end++;
      }
      i = end + 1;
    }
    return types.toString();
  }

  /** The name of the method whose call ends an expression; empty if it does not end with one. */
  String callee(int from, int to) throws NotCovered {
    int last = -1;
    for (int j = from; j < to; ) {
      int end = isOpening(j) ? skipPair(j) : j + 1;
      last = end == to && at(j).is("(") && j > from && isName(at(j - 1)) ? j - 1 : -1;
      j = end;
    }
    boolean isConstructor = last > from && at(last - 1).is("new");
    return last < 0 || isConstructor ? "" : at(last).text();
  }
}
