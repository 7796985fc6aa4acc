package lungo.kernel.magics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lungo.kernel.classpath.ClassPathIndex;

/**
 * The magics that a notebook knows, by name; those that come as services are loaded when asked for.
 */
public final class Magics {

  private final Map<String, LineMagic> lines = new TreeMap<>();
  private final Map<String, CellMagic> cells = new TreeMap<>();
  private boolean servicesLoaded;

  Magics() {}

  /**
   * Adds a magic; it takes the place of another of the same name.
   *
   * @param magic the magic
   */
  public synchronized void register(Magic magic) {
    loadServices();
    add(magic);
  }

  /**
   * A line magic.
   *
   * @param name one of its names
   * @return the magic, if there is one
   */
  public synchronized Optional<LineMagic> line(String name) {
    loadServices();
    return Optional.ofNullable(lines.get(name));
  }

  /**
   * A cell magic.
   *
   * @param name one of its names
   * @return the magic, if there is one
   */
  public synchronized Optional<CellMagic> cell(String name) {
    loadServices();
    return Optional.ofNullable(cells.get(name));
  }

  /**
   * All magics, by name.
   *
   * @return the magics, each once
   */
  public synchronized List<Magic> all() {
    loadServices();
    var all = new ArrayList<Magic>(lines.values());
    all.addAll(cells.values());
    return all.stream()
        .distinct()
        .sorted(Comparator.comparing(magic -> magic.manual().name()))
        .toList();
  }

  /**
   * The names that begin with a text.
   *
   * @param typed the beginning, with its one or two percent signs
   * @return names with their percent signs, sorted
   */
  synchronized List<String> names(String typed) {
    loadServices();
    String sign = typed.startsWith("%%") ? "%%" : "%";
    Collection<String> names = sign.equals("%%") ? cells.keySet() : lines.keySet();
    return names.stream().map(name -> sign + name).filter(name -> name.startsWith(typed)).toList();
  }

  /** The error for a line magic that is not there. */
  MagicException noLine(String name) {
    if (name.startsWith("%")) {
      return new MagicException(
          "%" + name + " takes a whole cell: it has to stand on the cell's first line");
    }
    return cell(name).isPresent()
        ? new MagicException(
            "there is no line magic %" + name + "; %%" + name + " takes a whole cell")
        : unknown("%", name, names("%"));
  }

  /** The error for a cell magic that is not there. */
  MagicException noCell(String name) {
    return line(name).isPresent()
        ? new MagicException("there is no cell magic %%" + name + "; %" + name + " takes a line")
        : unknown("%%", name, names("%%"));
  }

  private static MagicException unknown(String sign, String name, List<String> known) {
    List<String> near =
        known.stream()
            .map(candidate -> candidate.substring(sign.length()))
            .filter(candidate -> distance(name, candidate) <= Math.max(2, name.length() / 3))
            .sorted(Comparator.comparingInt(candidate -> distance(name, candidate)))
            .limit(3)
            .map(candidate -> sign + candidate)
            .toList();
    String hint =
        near.isEmpty()
            ? "%lsmagic lists them all"
            : "did you mean " + near.stream().collect(Collectors.joining(" or ")) + "?";
    return new MagicException("there is no magic " + sign + name + "; " + hint);
  }

  /** Letters of either case are the same. */
  private static int distance(String a, String b) {
    return EditDistance.between(a.toLowerCase(Locale.ROOT), b.toLowerCase(Locale.ROOT));
  }

  private void loadServices() {
    if (!servicesLoaded) {
      servicesLoaded = true;
      ServiceLoader.load(Magic.class, ClassPathIndex.loaderOfProcess()).forEach(this::add);
    }
  }

  private void add(Magic magic) {
    var names = new ArrayList<>(magic.manual().aliases());
    names.add(magic.manual().name());
    for (String name : names) {
      if (magic instanceof LineMagic line) {
        lines.put(name, line);
      }
      if (magic instanceof CellMagic cell) {
        cells.put(name, cell);
      }
    }
  }
}
