package lungo.kernel.execution.cell;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Splits a cell into snippets by its tokens. It accepts more than javac does and need not be exact
 * with wrong code: what it cuts is compiled, and what does not compile goes to JShell.
 */
public final class Splitter {

  private static final String IMPORT = "import ";
  private static final String STATIC = "static ";

  private static final Set<String> MODIFIERS =
      Set.of("public", "protected", "private", "static", "final", "abstract", "strictfp", "sealed");
  private static final Set<String> IGNORED = Set.of("public", "protected", "private", "static");
  private static final Set<String> TYPES = Set.of("class", "interface", "enum", "record");
  private static final Set<String> REFUSED =
      Set.of(
          "package",
          "return",
          "break",
          "continue",
          "yield",
          "else",
          "case",
          "default",
          "catch",
          "finally",
          "native",
          "transient",
          "volatile",
          "module",
          "goto",
          "const",
          "_");

  private final String code;
  private final Syntax syntax;
  private final List<Token> tokens;
  private final List<Snippet> snippets = new ArrayList<>();
  private int at;

  private Splitter(String code, int from) throws NotCovered {
    this.code = code;
    this.tokens = Lexer.tokens(code, from);
    this.syntax = new Syntax(tokens);
  }

  /**
   * The snippets of a cell, so that it can be written as another text.
   *
   * @param code Java without magics
   * @return the snippets in order
   * @throws NotCovered if the text cannot be split by its tokens alone; the message has the reason
   */
  public static List<Snippet> split(String code) throws NotCovered {
    return split(code, 0);
  }

  /** The snippets of a cell from an index on. */
  static List<Snippet> split(String code, int from) throws NotCovered {
    var splitter = new Splitter(code, from);
    while (splitter.token().kind() != Token.Kind.END) {
      splitter.next();
    }
    return splitter.snippets;
  }

  private Token token() {
    return tokens.get(at);
  }

  private void next() throws NotCovered {
    int start = at;
    if (token().is(";")) {
      at++;
    } else if (token().is("import")) {
      importDeclaration(start);
    } else if (token().is("switch")) {
      switchExpression(start);
    } else if (syntax.isStatement(at)) {
      at = syntax.skipStatement(at);
      snippets.add(new Snippet.Statement(span(start, at)));
    } else if (REFUSED.contains(token().text()) && token().isWord()) {
      throw new NotCovered(token().text());
    } else {
      declarationOrExpression(start);
    }
  }

  private void importDeclaration(int start) throws NotCovered {
    at = syntax.skipTo(at, ";");
    var words = new StringBuilder();
    for (Token t : tokens.subList(start + 1, at)) {
      words.append(t.text()).append(t.is("static") ? " " : "");
    }
    String what = words.toString();
    if (!canBeImported(what)) {
      throw new NotCovered("the import of " + what);
    }
    endOfSnippet();
    snippets.add(imported(span(start, at), what));
  }

  /**
   * The import that a text declares, if it is written in the one form that {@link
   * Snippet.Import#text} has. A start has sixty of these, and need not cut them into tokens.
   */
  static Optional<Snippet.Import> plainImport(String text) {
    if (!text.startsWith(IMPORT) || !text.endsWith(";")) {
      return Optional.empty();
    }
    String what = text.substring(IMPORT.length(), text.length() - 1);
    if (!canBeImported(what)) {
      return Optional.empty();
    }
    int from = what.startsWith(STATIC) ? STATIC.length() : 0;
    Set<String> mentions = Set.of(what.substring(from, what.indexOf('.')));
    return Optional.of(imported(new Snippet.Span(0, text.length(), mentions), what));
  }

  private static Snippet.Import imported(Snippet.Span span, String what) {
    boolean isStatic = what.startsWith(STATIC);
    String key = isStatic ? what.substring(STATIC.length()) : what;
    String name = key.substring(key.lastIndexOf('.') + 1);
    return new Snippet.Import(
        span,
        IMPORT + what + ";",
        (name.equals("*") ? key : name) + (isStatic ? " static" : ""),
        name);
  }

  /** Whether a text is names with dots between, the last of which may be {@code *}. */
  private static boolean canBeImported(String what) {
    int from = what.startsWith(STATIC) ? STATIC.length() : 0;
    int to = what.endsWith(".*") ? what.length() - 2 : what.length();
    int names = to < what.length() ? 1 : 0;
    boolean isNext = true; // a name
    for (int i = from; i < to; i++) {
      char c = what.charAt(i);
      if (c == '.' && !isNext) {
        isNext = true;
      } else if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || isDigit(c)
          || c == '_'
          || c == '$') {
        names += isNext ? 1 : 0;
        isNext = false;
      } else {
        return false;
      }
    }
    return !isNext && names > 1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** As JShell does: an expression if it can be one, else a statement. */
  private void switchExpression(int start) throws NotCovered {
    at = syntax.skipPair(syntax.skipPair(at + 1));
    if (token().is(".")) {
      expression(start);
      return;
    }
    snippets.add(new Snippet.Expression(span(start, at), false, true, true, ""));
  }

  private void declarationOrExpression(int start) throws NotCovered {
    var ignored = new ArrayList<Token>();
    boolean hasModifiers = false;
    boolean isForType = false;
    while (true) {
      if (token().is("@") && !tokens.get(at + 1).is("interface")) {
        at = syntax.skipAnnotation(at);
        hasModifiers = true;
      } else if (syntax.isNonSealed(at)) {
        at += 3;
        isForType = true;
      } else if (token().isWord() && MODIFIERS.contains(token().text()) && isModifier()) {
        if (IGNORED.contains(token().text())) {
          ignored.add(token());
        }
        isForType |= Set.of("abstract", "strictfp", "sealed").contains(token().text());
        hasModifiers = true;
        at++;
      } else {
        break;
      }
    }
    if (isTypeDeclaration()) {
      type(start, ignored);
    } else if (isForType) {
      throw new NotCovered("a modifier that is not for this");
    } else {
      member(start, hasModifiers, ignored);
    }
  }

  private boolean isModifier() {
    return !token().is("sealed") || tokens.get(at + 1).isWord();
  }

  private boolean isTypeDeclaration() {
    if (token().is("@")) {
      return true; // @interface
    }
    if (!token().isWord() || !TYPES.contains(token().text()) || !tokens.get(at + 1).isWord()) {
      return false;
    }
    return !token().is("record") || tokens.get(at + 2).is("(") || tokens.get(at + 2).is("<");
  }

  private void type(int start, List<Token> ignored) throws NotCovered {
    String name = tokens.get(token().is("@") ? at + 2 : at + 1).text();
    at = syntax.skipTo(at, "{");
    at = syntax.skipPair(at);
    Snippet.Span span = span(start, at);
    snippets.add(new Snippet.Type(span, name, mask(span, ignored)));
  }

  private void member(int start, boolean hasModifiers, List<Token> ignored) throws NotCovered {
    boolean isGeneric = token().is("<");
    int typeStart = isGeneric ? syntax.skipTypeArguments(at) : at;
    int typeEnd = typeStart < 0 ? -1 : syntax.skipType(typeStart);
    if (typeEnd >= 0 && Syntax.isName(tokens.get(typeEnd))) {
      if (tokens.get(typeEnd + 1).is("(")) {
        method(start, typeEnd, ignored);
        return;
      }
      if (!isGeneric && !tokens.get(typeStart).is("void")) {
        variables(start, typeStart, typeEnd);
        return;
      }
    }
    if (hasModifiers || isGeneric) {
      throw new NotCovered("modifiers before what is no declaration");
    }
    expression(start);
  }

  private void method(int start, int nameAt, List<Token> ignored) throws NotCovered {
    int parametersEnd = syntax.skipPair(nameAt + 1);
    int body = parametersEnd;
    while (!tokens.get(body).is("{")) {
      Token t = tokens.get(body);
      if (t.kind() == Token.Kind.END || t.is(";") || t.is("=") || t.is("}")) {
        throw new NotCovered("a method without a body");
      }
      body++;
    }
    at = syntax.skipPair(body);
    Snippet.Span span = span(start, at);
    snippets.add(
        new Snippet.Method(
            span,
            tokens.get(nameAt).text(),
            syntax.parameterTypes(nameAt + 2, parametersEnd - 1),
            tokens.get(body).start(),
            mask(span, ignored)));
  }

  private void variables(int start, int typeStart, int typeEnd) throws NotCovered {
    record Declarator(String name, int dimensions, int from, int to) {}
    var declarators = new ArrayList<Declarator>();
    at = typeEnd;
    do {
      String name = token().text();
      if (!Syntax.isName(token())) {
        throw new NotCovered("a variable's name");
      }
      int dimensions = 0;
      for (at++; token().is("[") && tokens.get(at + 1).is("]"); at += 2) {
        dimensions++;
      }
      int from = at;
      if (token().is("=") && !tokens.get(at + 1).is("=")) {
        from = ++at;
        at = syntax.skipInitializer(at);
        if (at == from) {
          throw new NotCovered("an initial value that is missing");
        }
      }
      declarators.add(new Declarator(name, dimensions, from, at));
    } while (token().is(",") && ++at > 0);
    endOfSnippet();
    Snippet.Span whole = span(start, at);
    Snippet.Span type = span(typeStart, typeEnd);
    for (Declarator d : declarators) {
      Snippet.Span value = d.from() == d.to() ? empty(d.to()) : span(d.from(), d.to());
      snippets.add(new Snippet.Variable(whole, d.name(), type, d.dimensions(), value));
    }
  }

  private void expression(int start) throws NotCovered {
    at = syntax.skipTo(start, ";");
    List<Token> parts = tokens.subList(start, at);
    if (parts.isEmpty()) {
      throw new NotCovered("an expression that is missing");
    }
    Snippet.Span span = span(start, at);
    boolean isAssignment =
        parts.size() > 2 && parts.get(0).isWord() && parts.get(1).is("=") && !parts.get(2).is("=");
    boolean isPoly = false;
    for (Token token : parts) {
      isPoly |= token.is("?") || token.is("switch");
    }
    String callee = syntax.callee(start, at);
    snippets.add(new Snippet.Expression(span, isAssignment, !callee.isEmpty(), isPoly, callee));
    endOfSnippet();
  }

  /** Only the last snippet may leave its semicolon out. */
  private void endOfSnippet() throws NotCovered {
    if (token().is(";")) {
      at++;
    } else if (token().kind() != Token.Kind.END) {
      throw new NotCovered("a missing semicolon");
    }
  }

  private Snippet.Span empty(int index) {
    return new Snippet.Span(tokens.get(index).start(), tokens.get(index).start(), Set.of());
  }

  private Snippet.Span span(int from, int to) {
    var mentions = new HashSet<String>();
    for (int i = from; i < to; i++) {
      if (Syntax.isName(tokens.get(i)) && (i == 0 || !isQualifier(tokens.get(i - 1)))) {
        mentions.add(tokens.get(i).text());
      }
    }
    return new Snippet.Span(tokens.get(from).start(), tokens.get(to - 1).end(), mentions);
  }

  private static boolean isQualifier(Token token) {
    return token.is(".") || token.is("::");
  }

  private String mask(Snippet.Span span, List<Token> ignored) {
    var text = new StringBuilder(code.substring(span.start(), span.end()));
    for (Token t : ignored) {
      int from = t.start() - span.start();
      text.replace(from, from + t.end() - t.start(), " ".repeat(t.end() - t.start()));
    }
    return text.toString();
  }

  /** Text of tokens without what stands between them. */
  static String join(List<Token> tokens) {
    return tokens.stream().map(Token::text).collect(Collectors.joining());
  }
}
