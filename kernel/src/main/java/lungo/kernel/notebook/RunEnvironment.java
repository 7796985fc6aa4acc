package lungo.kernel.notebook;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import lungo.display.RunFacts;
import org.jspecify.annotations.Nullable;

/**
 * What a run ran on: the versions of Lungo, JDK and native engine, the system, the seed. Kept in
 * the notebook's metadata as {@code lungo.run}; nothing in it changes from one run to the next on
 * the same machine, so that a notebook in git does not either.
 *
 * @param facts names and values
 */
public record RunEnvironment(Map<String, String> facts) {

  private static final System.Logger LOG = System.getLogger(RunEnvironment.class.getName());
  private static final String KEY = "lungo";
  private static final String RUN = "run";

  /**
   * Sorts the facts.
   *
   * @param facts names and values
   */
  public RunEnvironment {
    facts = Collections.unmodifiableMap(new TreeMap<>(facts));
  }

  /**
   * What this process is, with what the libraries on the class path know of themselves.
   *
   * @return the environment as it is now
   */
  public static RunEnvironment current() {
    var facts = new TreeMap<String, String>();
    @Nullable String version = RunEnvironment.class.getPackage().getImplementationVersion();
    if (version != null) {
      facts.put("lungo", version);
    }
    facts.put("jdk", Runtime.version().toString());
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    try {
      ServiceLoader.load(RunFacts.class).forEach(library -> facts.putAll(library.facts()));
    } catch (ServiceConfigurationError | RuntimeException e) {
      LOG.log(Level.WARNING, "a library does not say what it is", e);
    }
    return new RunEnvironment(facts);
  }

  /**
   * What a notebook's stored outputs were made on.
   *
   * @param notebook the notebook
   * @return what its metadata says; empty if it says nothing
   */
  public static RunEnvironment of(Notebook notebook) {
    var facts = new TreeMap<String, String>();
    if (notebook.metadata().get(KEY) instanceof Map<?, ?> lungo
        && lungo.get(RUN) instanceof Map<?, ?> run) {
      run.forEach((name, value) -> facts.put(String.valueOf(name), String.valueOf(value)));
    }
    return new RunEnvironment(facts);
  }

  /**
   * The notebook with this environment in its metadata.
   *
   * @param notebook the notebook
   * @return a new notebook
   */
  public Notebook recordIn(Notebook notebook) {
    var lungo = new LinkedHashMap<String, Object>();
    if (notebook.metadata().get(KEY) instanceof Map<?, ?> old) {
      old.forEach((name, value) -> lungo.put(String.valueOf(name), value));
    }
    lungo.put(RUN, facts);
    return notebook.withMetadata(KEY, lungo);
  }

  /**
   * What is not the same in another environment.
   *
   * @param now the other environment
   * @return for each difference what it was and is; what only one of them knows does not count
   */
  public List<String> changesTo(RunEnvironment now) {
    var changes = new ArrayList<String>();
    facts.forEach(
        (name, was) -> {
          String is = now.facts().getOrDefault(name, was);
          if (!is.equals(was)) {
            changes.add(name + " " + was + ", now " + is);
          }
        });
    return changes;
  }
}
