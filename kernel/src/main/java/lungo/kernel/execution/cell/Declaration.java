package lungo.kernel.execution.cell;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A variable, method or type that the session has, and where its newest form was compiled. */
final class Declaration {

  /** A name that stands behind no dot. */
  static final Pattern NAME = Pattern.compile("(?<![\\w$.])[\\p{L}_$][\\w$\\p{L}]*");

  private static final AtomicInteger NEXT = new AtomicInteger(1_000_000);

  /** Says which one it is when a call finds that it is not complete. */
  final int id = NEXT.getAndIncrement();

  enum Kind {
    VARIABLE,
    METHOD,
    TYPE
  }

  final Kind kind;
  final String name;

  /** A method's parameter types as written; empty for others. */
  final String parameters;

  /** A variable's type; a method's or type's text as it was compiled. */
  final String code;

  /** Where a method's body begins in its code. */
  final int body;

  /** The names in its text; for a variable those in its type. */
  final Set<String> mentions;

  /** The names of the session and of imports that it was compiled against, if it is complete. */
  Set<String> uses = Set.of();

  /** Where it stands, for reports. */
  Origin origin;

  /** The simple name of the class that holds it. */
  String holder = "";

  /** What it waits for, as javac says it: {@code variable x}; empty if it is complete. */
  List<String> missing = List.of();

  /** Whether it was compiled at all: a declaration that waits may have a signature that works. */
  boolean isDefined = true;

  /** Whether it was compiled without its body. */
  boolean isCorralled;

  /** The state of the imports that it was compiled with. */
  int importChanges;

  /** Whether JShell holds it. */
  boolean isForeign;

  /**
   * A place in a cell.
   *
   * @param cell the cell, as its owner knows it
   * @param text the cell's text
   * @param offset the index in it
   */
  record Origin(Object cell, String text, int offset) {}

  Declaration(
      Kind kind,
      String name,
      String parameters,
      String code,
      int body,
      Set<String> mentions,
      Origin origin) {
    this.kind = kind;
    this.name = name;
    this.parameters = parameters;
    this.code = code;
    this.body = body;
    this.mentions = Set.copyOf(mentions);
    this.origin = origin;
  }

  /** This variable with the type that was found for its {@code var}. */
  Declaration withType(String type) {
    Set<String> mentioned =
        NAME.matcher(type).results().map(MatchResult::group).collect(Collectors.toSet());
    return new Declaration(kind, name, parameters, type, body, mentioned, origin);
  }

  boolean isComplete() {
    return isDefined && !isCorralled;
  }

  boolean isSameThing(Declaration other) {
    return kind == other.kind && name.equals(other.name) && parameters.equals(other.parameters);
  }

  /** The names whose redefinition it would have to see. */
  Set<String> dependencies() {
    if (isComplete() && kind != Kind.VARIABLE) {
      return uses;
    }
    var names = new HashSet<>(mentions);
    if (kind != Kind.VARIABLE) {
      names.remove(name);
    }
    return names;
  }
}
