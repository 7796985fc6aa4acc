package lungo.hub;

import java.util.regex.Pattern;

/**
 * What a model is called on a hub.
 *
 * @param text such as {@code openai-community/gpt2}, or {@code gpt2} for one without an owner
 */
record RepositoryName(String text) {

  private static final Pattern NAME = Pattern.compile("[\\w-][\\w.-]*(/[\\w-][\\w.-]*)?");

  RepositoryName {
    if (!NAME.matcher(text).matches() || text.contains("..") || text.contains("--")) {
      throw new IllegalArgumentException(
          "a model on the hub is called owner/name, such as openai-community/gpt2, got '"
              + text
              + "'; a folder on this computer is given by Path.of(…)");
    }
  }

  /** Its folder in the cache. */
  String folder() {
    return "models--" + text.replace("/", "--");
  }

  @Override
  public String toString() {
    return text;
  }
}
