package lungo.kernel.notebook.convert;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lungo.kernel.dependencies.DependencyException;
import lungo.kernel.dependencies.MavenDependencies;
import lungo.kernel.dependencies.MavenOptions;
import lungo.kernel.dependencies.Request;
import lungo.kernel.magics.Globs;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.notebook.NotebookException;

/** What a notebook adds to its class path by magics. */
final class Dependencies {

  private final Path folder;
  private final List<String> artifacts = new ArrayList<>();
  private final List<String> boms = new ArrayList<>();
  private final Map<String, String> repositories = new LinkedHashMap<>();
  private final List<String> patterns = new ArrayList<>();

  /** Of a notebook in a folder. */
  Dependencies(Path folder) {
    this.folder = folder;
  }

  void add(MagicCall call) {
    List<String> arguments = call.arguments();
    if (call.name().endsWith("Repo")) {
      if (arguments.size() == 2) {
        repositories.put(arguments.get(0), arguments.get(1));
      }
    } else if (call.name().equals("jars") || call.name().equals("classpath")) {
      patterns.addAll(arguments);
    } else {
      for (int i = 0; i < arguments.size(); i++) {
        String argument = arguments.get(i);
        if (argument.equals("--bom") && i + 1 < arguments.size()) {
          boms.add(arguments.get(++i));
        } else if (argument.equals("--from")) {
          i++;
        } else if (!argument.startsWith("-")) {
          artifacts.add(argument);
        }
      }
    }
  }

  /** The coordinates of artifacts, as the notebook has them. */
  List<String> artifacts() {
    return List.copyOf(artifacts);
  }

  List<String> boms() {
    return List.copyOf(boms);
  }

  /** Repositories, from id to URL. */
  Map<String, String> repositories() {
    return Map.copyOf(repositories);
  }

  /** The jars and folders that the notebook names. */
  List<Path> files() throws NotebookException {
    var files = new ArrayList<Path>();
    for (String pattern : patterns) {
      try {
        files.addAll(Globs.find(folder, pattern));
      } catch (IOException e) {
        throw new NotebookException("cannot list " + pattern + ": " + e.getMessage(), e);
      }
    }
    return files;
  }

  /** All that the notebook adds, artifacts fetched as when it runs. */
  List<Path> classPath() throws NotebookException {
    var paths = new ArrayList<>(files());
    if (!artifacts.isEmpty()) {
      try (var maven = new MavenDependencies(MavenOptions.defaults())) {
        for (var repository : repositories.entrySet()) {
          maven.addRepository(repository.getKey(), repository.getValue());
        }
        paths.addAll(maven.resolve(new Request(artifacts, boms, List.of(), false, false)).jars());
      } catch (DependencyException e) {
        throw new NotebookException(
            "what the notebook adds by %maven cannot be had: " + e.getMessage(), e);
      }
    }
    return paths;
  }
}
