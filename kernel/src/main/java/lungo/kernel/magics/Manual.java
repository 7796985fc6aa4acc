package lungo.kernel.magics;

import java.util.List;

/**
 * What help says of a magic.
 *
 * @param name its name, without the percent sign
 * @param aliases other names
 * @param summary one sentence
 * @param usage the forms it is called in, one a line, and what their arguments mean
 */
public record Manual(String name, List<String> aliases, String summary, String usage) {

  /**
   * Copies the aliases; rejects names that the grammar does not know.
   *
   * @param name its name, without the percent sign
   * @param aliases other names
   * @param summary one sentence
   * @param usage the forms it is called in, one a line, and what their arguments mean
   */
  public Manual {
    usage = usage.strip();
    aliases = List.copyOf(aliases);
    if (!name.matches("\\w+") || !aliases.stream().allMatch(alias -> alias.matches("\\w+"))) {
      throw new IllegalArgumentException(
          "a magic's names are letters, digits and underscores, got " + name + " " + aliases);
    }
  }

  /**
   * A manual of a magic with one name.
   *
   * @param name its name, without the percent sign
   * @param summary one sentence
   * @param usage the forms it is called in
   * @return the manual
   */
  public static Manual of(String name, String summary, String usage) {
    return new Manual(name, List.of(), summary, usage);
  }
}
