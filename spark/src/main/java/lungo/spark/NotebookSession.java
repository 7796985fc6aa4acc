package lungo.spark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import lungo.display.Extension;
import org.apache.spark.SparkConf;
import org.apache.spark.package$;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * A session of Spark's, with its embedded cluster if it has one, and what ties it to a notebook.
 */
final class NotebookSession implements AutoCloseable {

  private static final long EXECUTORS_SECONDS = 180;
  private static final int CONNECT_MILLIS = 5_000;

  /** The kernel's own, which executors need not have, and a logger that Spark's is there for. */
  private static final List<String> NOT_SHIPPED =
      List.of("lungo-kernel", "lungo-0-", "slf4j-simple");

  private final SparkOptions options;
  private final Optional<EmbeddedCluster> cluster;
  private final SparkSession spark;

  private NotebookSession(
      SparkOptions options, Optional<EmbeddedCluster> cluster, SparkSession spark) {
    this.options = options;
    this.cluster = cluster;
    this.spark = spark;
  }

  static NotebookSession start(SparkOptions options, Extension.Notebook notebook)
      throws IOException, InterruptedException {
    quiet();
    options.checkFits(memory() >> 20);
    checkModule(options.master(), notebook.loader());
    if (options.master().startsWith("spark://")) {
      checkReachable(options.master());
    }
    Optional<EmbeddedCluster> cluster = Optional.empty();
    if (options.cluster().isPresent()) {
      cluster = Optional.of(EmbeddedCluster.start(options.cluster().get(), classPath(notebook)));
    }
    try {
      var classes = CellClassFiles.create();
      NotebookPlugin.attach(notebook.loader());
      SparkConf conf = new SessionSettings(options, cluster, notebook).conf(classes.folder());
      SparkSession spark =
          outsideOfCells(
              notebook.loader(), () -> SparkSession.builder().config(conf).getOrCreate());
      var session = new NotebookSession(options, cluster, spark);
      session.awaitExecutors();
      session.attach(notebook);
      if (!options.isInProcess()) {
        notebook.onClasses(
            found -> {
              if (session.isRunning()) {
                classes.write(found);
              }
            });
      }
      return session;
    } catch (RuntimeException | InterruptedException e) {
      cluster.ifPresent(EmbeddedCluster::close);
      throw e;
    }
  }

  /** The user is told in the cell what went wrong; the log would say it again, a page long. */
  static void quiet() {
    for (String logger : List.of("org.apache.spark", "org.apache.hadoop", "org.sparkproject")) {
      setIfMissing("org.slf4j.simpleLogger.log." + logger, "error");
    }
    for (String logger : List.of("executor.Executor", "rpc.netty", "scheduler")) {
      setIfMissing("org.slf4j.simpleLogger.log.org.apache.spark." + logger, "off");
    }
  }

  private static void setIfMissing(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /** This machine's memory in bytes. */
  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }

  /** Masters that Spark has a module of its own for. */
  private static void checkModule(String master, ClassLoader loader) {
    String scheme = master.startsWith("k8s://") ? "kubernetes" : master;
    String manager =
        switch (scheme) {
          case "kubernetes" -> "org.apache.spark.scheduler.cluster.k8s.KubernetesClusterManager";
          case "yarn" -> "org.apache.spark.scheduler.cluster.YarnClusterManager";
          default -> "";
        };
    if (!manager.isEmpty()) {
      try {
        Class.forName(manager, false, loader);
      } catch (ClassNotFoundException e) {
        throw new IllegalArgumentException(
            "--master "
                + master
                + " needs a module of Spark's that is not there: %maven org.apache.spark:spark-"
                + scheme
                + "_2.13:"
                + package$.MODULE$.SPARK_VERSION()
                + " brings it",
            e);
      }
    }
  }

  /** Spark would try for a minute before it says so. */
  private static void checkReachable(String master) throws IOException {
    IOException last = new IOException("it names no host");
    for (String address : master.substring("spark://".length()).split(",", -1)) {
      int colon = address.lastIndexOf(':');
      try (var socket = new Socket()) {
        int port = Integer.parseInt(address.substring(colon + 1));
        socket.connect(new InetSocketAddress(address.substring(0, colon), port), CONNECT_MILLIS);
        return;
      } catch (IOException e) {
        last = e;
      } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
        last = new IOException("expected HOST:PORT, got '" + address + "'", e);
      }
    }
    throw new IOException("no Spark master answers at " + master + ": " + last.getMessage(), last);
  }

  /** All that this notebook's classes come from, but for the kernel. */
  static List<Path> classPath(Extension.Notebook notebook) {
    Set<Path> jars = new LinkedHashSet<>(shipped(notebook));
    if (notebook.loader() instanceof URLClassLoader loader) {
      for (URL url : loader.getURLs()) {
        Path path = Path.of(java.net.URI.create(url.toString()));
        if (Files.isRegularFile(path)) {
          jars.add(path);
        }
      }
    }
    return List.copyOf(jars);
  }

  /** The library and what it needs. */
  static List<Path> shipped(Extension.Notebook notebook) {
    return notebook.jars().stream()
        .filter(Files::isRegularFile)
        .filter(jar -> NOT_SHIPPED.stream().noneMatch(n -> name(jar).startsWith(n)))
        .toList();
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private interface Start<T> {
    T run();
  }

  /**
   * Starts on a thread that is none of the cell's: an interrupt of the cell would stop those that
   * Spark starts, and the cell would get what they print for ever.
   */
  private static <T> T outsideOfCells(ClassLoader loader, Start<T> start)
      throws InterruptedException {
    var result = new AtomicReference<@Nullable T>();
    var failure = new AtomicReference<@Nullable Throwable>();
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Runnable work =
        () -> {
          try {
            result.set(start.run());
          } catch (Throwable e) {
            failure.set(e);
          }
        };
    var thread = new Thread(root, work, "spark-start", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    thread.start();
    thread.join();
    T started = result.get();
    if (started == null) {
      throw new IllegalStateException("Spark did not start: " + failure.get(), failure.get());
    }
    return started;
  }

  private void awaitExecutors() throws InterruptedException {
    int wanted = options.cluster().map(SparkOptions.Cluster::executors).orElse(0);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(EXECUTORS_SECONDS);
    while (executors() < wanted) {
      if (System.nanoTime() > end || !isRunning()) {
        String log = cluster.map(EmbeddedCluster::log).orElse("");
        spark.stop();
        throw new IllegalStateException(
            executors()
                + " of "
                + wanted
                + " executors have started; %use spark --master local[*] does without. The cluster"
                + " says:\n"
                + log);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** How many executors there are besides the driver. */
  int executors() {
    return isRunning() ? spark.sparkContext().statusTracker().getExecutorInfos().length - 1 : 0;
  }

  private void attach(Extension.Notebook notebook) {
    var context = spark.sparkContext();
    var progress = new JobProgress();
    context.addSparkListener(progress);
    Runnable onCell =
        () -> {
          if (isRunning()) {
            // Else a task that waits or trains goes on to its end when its job is cancelled.
            context.setLocalProperty("spark.job.interruptOnCancel", "true");
            context.setLocalProperty(JobProgress.CELL, progress.begin(notebook.outputOfCell()));
          }
        };
    onCell.run();
    notebook.onCell(onCell);
    notebook.onInterrupt(
        () -> {
          if (isRunning()) {
            context.cancelAllJobs();
          }
        });
    var shippedJars = new LinkedHashSet<>(classPath(notebook));
    notebook.onClassPath(
        paths -> {
          var fresh = new ArrayList<>(paths);
          fresh.removeIf(path -> !Files.isRegularFile(path) || !shippedJars.add(path));
          if (isRunning() && !options.isInProcess()) {
            fresh.forEach(jar -> context.addJar(jar.toString()));
          }
        });
  }

  SparkOptions options() {
    return options;
  }

  SparkSession spark() {
    return spark;
  }

  boolean isRunning() {
    return !spark.sparkContext().isStopped();
  }

  @Override
  public void close() {
    Spark.set(null);
    spark.stop();
    cluster.ifPresent(EmbeddedCluster::close);
  }
}
