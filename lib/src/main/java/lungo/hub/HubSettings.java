package lungo.hub;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where models come from and where they are kept, by the variables of the environment that Hugging
 * Face's own tools obey.
 *
 * @param endpoint {@code HF_ENDPOINT}, else https://huggingface.co
 * @param cache {@code HF_HUB_CACHE}, else {@code HF_HOME/hub}, else ~/.cache/huggingface/hub
 * @param offline whether {@code HF_HUB_OFFLINE} is 1, yes, true or on
 * @param token {@code HF_TOKEN}, for models that are not open to all
 */
record HubSettings(URI endpoint, Path cache, boolean offline, @Nullable String token) {

  private static final Set<String> YES = Set.of("1", "yes", "true", "on");

  HubSettings {
    String scheme = endpoint.getScheme();
    if (endpoint.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException(
          "HF_ENDPOINT must be an address such as https://huggingface.co, got '" + endpoint + "'");
    }
  }

  static HubSettings of(Map<String, String> environment) {
    String endpoint = set(environment, "HF_ENDPOINT");
    String cache = set(environment, "HF_HUB_CACHE");
    String home = set(environment, "HF_HOME");
    String offline = set(environment, "HF_HUB_OFFLINE");
    Path root =
        home == null
            ? Path.of(System.getProperty("user.home"), ".cache", "huggingface")
            : Path.of(home);
    return new HubSettings(
        URI.create(endpoint == null ? "https://huggingface.co" : endpoint.replaceAll("/+$", "")),
        cache == null ? root.resolve("hub") : Path.of(cache),
        offline != null && YES.contains(offline.toLowerCase(Locale.ROOT)),
        set(environment, "HF_TOKEN"));
  }

  private static @Nullable String set(Map<String, String> environment, String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value.strip();
  }
}
