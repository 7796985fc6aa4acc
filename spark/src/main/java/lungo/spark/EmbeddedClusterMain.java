package lungo.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.LocalSparkCluster;

/**
 * The process of an {@link EmbeddedCluster}: reads the secret from its standard input, writes the
 * master's address, and ends when its input ends, which is when the process that started it does.
 */
public final class EmbeddedClusterMain {

  private EmbeddedClusterMain() {}

  /**
   * Runs the cluster.
   *
   * @param arguments executors, cores of each, MiB of each
   * @throws IOException if the input cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var conf =
        new SparkConf()
            .set("spark.authenticate", "true")
            .set("spark.authenticate.secret", Objects.requireNonNull(in.readLine()))
            .set("spark.ui.killEnabled", "false");
    var cluster =
        LocalSparkCluster.apply(
            Integer.parseInt(arguments[0]),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            conf);
    System.out.println(cluster.start()[0]);
    in.lines().forEach(line -> {}); // there are none, and then the end
    cluster.stop();
    remove(Path.of(System.getenv("SPARK_HOME")));
    System.exit(0); // threads of Spark's are left
  }

  private static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException | RuntimeException e) {
      System.err.println("cannot remove " + folder + ": " + e); // in the temporary folder
    }
  }
}
