package lungo.spark;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lungo.display.Extension;
import org.apache.spark.SparkConf;

/** Spark's settings for a notebook; the user's own win. */
final class SessionSettings {

  private static final String TASK_CORES = "spark.task.cpus";

  private final SparkOptions options;
  private final Optional<EmbeddedCluster> cluster;
  private final Extension.Notebook notebook;

  SessionSettings(
      SparkOptions options, Optional<EmbeddedCluster> cluster, Extension.Notebook notebook) {
    this.options = options;
    this.cluster = cluster;
    this.notebook = notebook;
  }

  SparkConf conf(Path classes) {
    var conf = new SparkConf();
    conf.setMaster(cluster.map(EmbeddedCluster::master).orElse(options.master()));
    conf.setIfMissing("spark.app.name", "Lungo notebook");
    // Bars in the cell, not in a terminal; and whoever can see Spark's pages cannot end jobs.
    conf.set("spark.ui.showConsoleProgress", "false");
    conf.set("spark.ui.killEnabled", "false");
    // A round of training that comes before the executor that takes the place of a lost one.
    conf.set("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "2s");
    conf.set("spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures", "60");
    conf.set("spark.executor.extraJavaOptions", "-Djava.awt.headless=true -DOPT_OUT_TRACKING=true");
    if (options.isInProcess()) {
      onThisMachine(conf);
      conf.set(
          "spark.sql.shuffle.partitions",
          processors(2 * Runtime.getRuntime().availableProcessors()));
    }
    options.cluster().ifPresent(size -> embedded(conf, size));
    if (!options.isInProcess()) {
      conf.set("spark.repl.class.outputDir", classes.toString());
      conf.set("spark.plugins", NotebookPlugin.class.getName());
      // The tasks of an executor share its cores: the native engine has as many threads for each as
      // Spark has given it cores, and they do not spin while others work.
      conf.setExecutorEnv("OMP_NUM_THREADS", options.settings().getOrDefault(TASK_CORES, "1"));
      conf.setExecutorEnv("OMP_WAIT_POLICY", "passive");
    }
    if (cluster.isEmpty() && !options.isInProcess()) {
      Stream<Path> jars =
          Stream.concat(Stream.of(own()), NotebookSession.shipped(notebook).stream());
      conf.set("spark.jars", jars.map(Path::toString).distinct().collect(Collectors.joining(",")));
    }
    for (Map.Entry<String, String> setting : options.settings().entrySet()) {
      conf.set(setting.getKey(), setting.getValue());
    }
    return conf;
  }

  private static String processors(int count) {
    return String.valueOf(count);
  }

  private static void onThisMachine(SparkConf conf) {
    conf.set("spark.driver.host", "localhost");
    conf.set("spark.driver.bindAddress", "127.0.0.1");
  }

  private void embedded(SparkConf conf, SparkOptions.Cluster size) {
    onThisMachine(conf);
    EmbeddedCluster started = cluster.orElseThrow();
    conf.set("spark.authenticate", "true");
    conf.set("spark.authenticate.secret", started.secret());
    conf.set("spark.home", started.home().toString());
    conf.set("spark.executor.memory", size.megabytes() + "m");
    conf.set("spark.executor.cores", String.valueOf(size.cores()));
    conf.set("spark.sql.shuffle.partitions", processors(2 * size.executors() * size.cores()));
    conf.set("spark.scheduler.minRegisteredResourcesRatio", "1.0");
  }

  /** The jar that this class is of. */
  private static Path own() {
    return Path.of(
        java.net.URI.create(
            SessionSettings.class.getProtectionDomain().getCodeSource().getLocation().toString()));
  }
}
