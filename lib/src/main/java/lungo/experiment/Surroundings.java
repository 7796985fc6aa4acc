package lungo.experiment;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import lungo.random.EngineFacts;
import org.jspecify.annotations.Nullable;

/** What a run happens in. */
final class Surroundings {

  /** Where {@code ./lungo run} says which notebook it runs. */
  private static final String PROPERTY = "lungo.notebook";

  /** Where Jupyter says it to a kernel. */
  private static final String VARIABLE = "JPY_SESSION_NAME";

  private Surroundings() {}

  /** Versions and system, and the checkout, whose changes go to the run's directory. */
  static Map<String, String> at(Path directory) throws IOException {
    var facts = new LinkedHashMap<String, String>();
    String version = Surroundings.class.getPackage().getImplementationVersion();
    if (version != null) {
      facts.put("lungo", version);
    }
    facts.put("jdk", Runtime.version().toString());
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    facts.putAll(engine());
    facts.putAll(Git.state(directory));
    return facts;
  }

  /** The native engine's version, once it is loaded. */
  static Map<String, String> engine() {
    var facts = new LinkedHashMap<>(new EngineFacts().facts());
    facts.remove("seed");
    return facts;
  }

  /** The notebook as it is saved now, if it is known which one it is. */
  static void keepNotebook(Path directory) throws IOException {
    String name = System.getProperty(PROPERTY, System.getenv().getOrDefault(VARIABLE, ""));
    if (name.endsWith(".ipynb") && Files.isRegularFile(Path.of(name))) {
      Files.copy(
          Path.of(name), directory.resolve("notebook.ipynb"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  static void keepError(Path directory, @Nullable Throwable error) throws IOException {
    Path file = directory.resolve("error.txt");
    if (error == null) {
      Files.deleteIfExists(file);
      return;
    }
    var trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace));
    Files.writeString(file, trace.toString());
  }
}
