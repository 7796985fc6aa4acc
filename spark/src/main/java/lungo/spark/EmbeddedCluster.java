package lungo.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A standalone cluster of Spark's on this machine, in a process of its own: a master, and workers
 * that start a JVM for each executor. Spark's own {@code local-cluster} lives in the driver and
 * takes the executors' class path from an installation that {@code SPARK_HOME} names; there is none
 * here, and a JVM cannot change its environment, so this makes a folder of links to the notebook's
 * jars, and starts the cluster with that. All of it listens on this machine only, and to those who
 * know its secret. It ends with the process that started it, and so do its executors.
 */
final class EmbeddedCluster implements AutoCloseable {

  private final Path home;
  private final Process process;
  private final String secret;
  private final String master;

  private EmbeddedCluster(Path home, Process process, String secret, String master) {
    this.home = home;
    this.process = process;
    this.secret = secret;
    this.master = master;
  }

  /**
   * Starts a cluster and waits until its workers are there.
   *
   * @param size how large it is
   * @param jars the class path of its executors
   */
  static EmbeddedCluster start(SparkOptions.Cluster size, List<Path> jars)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("lungo-spark-");
    Path folder = Files.createDirectory(home.resolve("jars"));
    for (Path jar : jars) {
      link(folder, jar);
    }
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String secret = Base64.getUrlEncoder().encodeToString(random);
    Process process = process(home, size);
    try {
      Writer in = process.outputWriter(StandardCharsets.UTF_8);
      in.write(secret + "\n");
      in.flush();
      var out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String master = out.readLine();
      if (master == null) {
        throw new IOException("the embedded cluster did not start:\n" + log(home));
      }
      return new EmbeddedCluster(home, process, secret, master);
    } catch (IOException e) {
      process.destroy();
      throw e;
    }
  }

  private static void link(Path folder, Path jar) throws IOException {
    Path link = folder.resolve(String.valueOf(jar.getFileName()));
    if (!Files.isRegularFile(jar) || Files.exists(link)) {
      return;
    }
    try {
      Files.createSymbolicLink(link, jar);
    } catch (IOException | UnsupportedOperationException e) {
      Files.copy(jar, link); // Windows lets few users make links
    }
  }

  private static Process process(Path home, SparkOptions.Cluster size) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-Djava.awt.headless=true"));
    command.addAll(List.of("-cp", home.resolve("jars") + java.io.File.separator + "*"));
    command.add(EmbeddedClusterMain.class.getName());
    command.addAll(
        List.of(
            String.valueOf(size.executors()),
            String.valueOf(size.cores()),
            String.valueOf(size.megabytes())));
    var builder = new ProcessBuilder(command).redirectError(home.resolve("cluster.log").toFile());
    Map<String, String> environment = builder.environment();
    environment
        .keySet()
        .removeIf(name -> name.startsWith("SPARK_") || name.equals("HADOOP_CONF_DIR"));
    environment.put("SPARK_HOME", home.toString());
    environment.put("SPARK_SCALA_VERSION", scalaVersion()); // else it looks for folders of a build
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("SPARK_LOCAL_HOSTNAME", "localhost");
    environment.put("SPARK_LOCAL_DIRS", home.resolve("local").toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  private static String scalaVersion() {
    return scala.util.Properties.versionNumberString().replaceFirst("^(\\d+\\.\\d+).*", "$1");
  }

  /** The address of its master, {@code spark://localhost:PORT}. */
  String master() {
    return master;
  }

  /** What a driver has to know to be let in. */
  String secret() {
    return secret;
  }

  /** Its folder: links to jars, logs, and what executors keep on disk; removed at its end. */
  Path home() {
    return home;
  }

  /** The end of what the cluster has logged, for errors. */
  String log() {
    return log(home);
  }

  private static String log(Path home) {
    try (Stream<String> lines = Files.lines(home.resolve("cluster.log"))) {
      List<String> all = lines.filter(line -> !line.startsWith("\t")).toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - 10), all.size()));
    } catch (IOException e) {
      return "(there is no log: " + e.getMessage() + ")";
    }
  }

  /** Ends it with its executors. */
  @Override
  public void close() {
    try {
      process.outputWriter(StandardCharsets.UTF_8).close(); // what it waits for
    } catch (IOException e) {
      process.destroy(); // it has ended already, or will now
    }
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
