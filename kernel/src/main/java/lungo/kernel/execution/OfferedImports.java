package lungo.kernel.execution;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Types that completion has offered by their simple names although they are not imported: the cell
 * that uses one imports it.
 */
final class OfferedImports {

  private final ClassLoader loader;
  private final List<Path> classPath = new ArrayList<>();
  private final Map<String, String> offered = new HashMap<>();
  private @Nullable TypeIndex index;

  OfferedImports(ClassLoader loader) {
    this.loader = loader;
  }

  /** All types that cells could import; read when it is first asked for. */
  TypeIndex types() {
    TypeIndex known = index;
    if (known == null) {
      known = new TypeIndex(loader);
      classPath.forEach(known::add);
      index = known;
    }
    return known;
  }

  /** Adds jars and folders. */
  void addToClassPath(List<Path> paths) {
    classPath.addAll(paths);
    index = null;
  }

  /** Remembers that a type was offered. */
  void offer(String name, String type) {
    offered.put(name, type);
  }

  /**
   * The offers that a cell makes use of, once.
   *
   * @param code the cell
   * @param isKnown whether a simple name means a type already
   * @return full names of types to be imported
   */
  List<String> take(String code, Predicate<String> isKnown) {
    if (offered.isEmpty()) {
      return List.of();
    }
    var taken = new ArrayList<String>();
    offered
        .entrySet()
        .removeIf(
            offer -> {
              String name = offer.getKey();
              boolean isUsed = occurs("(?<![\\w.])" + name + "\\b", code);
              boolean isDeclared =
                  occurs("(?:class|record|interface|enum)\\s+" + name + "\\b", code)
                      || occurs("import\\s[^;]*\\." + name + "\\s*;", code);
              if (isUsed && !isDeclared && !isKnown.test(name)) {
                taken.add(offer.getValue());
              }
              return isUsed;
            });
    return taken;
  }

  private static boolean occurs(String pattern, String code) {
    return Pattern.compile(pattern).matcher(code).find();
  }
}
