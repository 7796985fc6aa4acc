package lungo.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.network.util.JavaUtils;

/**
 * What stands behind {@code %use spark}.
 *
 * @param master where jobs run, in Spark's words
 * @param settings Spark's settings by name, which win over Lungo's
 */
record SparkOptions(String master, Map<String, String> settings) {

  /** Two executors of one core and 2 GiB each on this machine. */
  static final String DEFAULT_MASTER = "local-cluster[2,1,2048]";

  static final String USAGE =
      """
      %use spark                                two executors on this machine, local-cluster[2,1,2048]
      %use spark --master URL                   local[*], local-cluster[EXECUTORS,CORES,MEGABYTES], spark://HOST:PORT,
                                                yarn, k8s://https://HOST:PORT
      %use spark --conf NAME=VALUE…             settings of Spark's, such as spark.executor.memory=4g
      %use spark --stop                         ends the session and its executors\
      """;

  private static final Pattern KNOWN =
      Pattern.compile(
          "local(\\[(\\*|\\d+)(,\\d+)?])?|local-cluster\\[.*]|spark://[^\\s/]+:\\d+.*|yarn|k8s://.+");
  private static final Pattern CLUSTER =
      Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,\\s*(\\d+)\\s*]");
  private static final String EXECUTOR_MEMORY = "spark.executor.memory";
  private static final int LEAST_MEGABYTES = 512;

  SparkOptions {
    if (!KNOWN.matcher(master).matches()) {
      throw new IllegalArgumentException(
          "expected a master such as local[*], local-cluster[2,1,2048], spark://HOST:PORT, yarn or"
              + " k8s://https://HOST:PORT, got '"
              + master
              + "'");
    }
    settings = Map.copyOf(settings);
    for (String name : settings.keySet()) {
      if (!name.startsWith("spark.")) {
        throw new IllegalArgumentException("Spark's settings begin with spark., got " + name);
      }
    }
    if (master.startsWith("local-cluster")) {
      checkMemory(checkedCluster(master), settings);
    }
  }

  /** Spark would wait for an executor that fits for ever. */
  private static void checkMemory(Cluster cluster, Map<String, String> settings) {
    String wanted = settings.get(EXECUTOR_MEMORY);
    if (wanted == null) {
      return;
    }
    long megabytes;
    try {
      megabytes = JavaUtils.byteStringAsMb(wanted);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected --conf " + EXECUTOR_MEMORY + "=2g or such, got " + wanted, e);
    }
    if (megabytes > cluster.megabytes) {
      throw new IllegalArgumentException(
          "--conf %s=%s is more than the %,d MiB of an executor of local-cluster[%d,%d,%d]"
              .formatted(
                  EXECUTOR_MEMORY,
                  wanted,
                  cluster.megabytes,
                  cluster.executors,
                  cluster.cores,
                  cluster.megabytes));
    }
  }

  /**
   * Refuses a cluster whose executors would not fit into a machine.
   *
   * @param megabytes the machine's memory
   */
  void checkFits(long megabytes) {
    cluster()
        .ifPresent(
            size -> {
              long wanted = (long) size.executors() * size.megabytes();
              if (wanted > megabytes) {
                throw new IllegalArgumentException(
                    "%s asks for %,d MiB, this machine has %,d; fewer executors, or less memory for"
                            .formatted(master, wanted, megabytes)
                        + " each, will do: local-cluster[EXECUTORS,CORES,MEGABYTES]");
              }
            });
  }

  /**
   * An embedded cluster.
   *
   * @param executors how many executors, a JVM each
   * @param cores how many tasks each runs at a time
   * @param megabytes the heap of each, in MiB
   */
  record Cluster(int executors, int cores, int megabytes) {}

  /** Reads arguments; {@code --stop} is the caller's. */
  static SparkOptions parse(List<String> arguments) {
    String master = DEFAULT_MASTER;
    var settings = new LinkedHashMap<String, String>();
    var rest = new ArrayList<>(arguments);
    while (!rest.isEmpty()) {
      String word = rest.remove(0);
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String option = equals < 0 ? word : word.substring(0, equals);
      if (!option.equals("--master") && !option.equals("--conf")) {
        throw new IllegalArgumentException(
            "no option '" + word + "'; known: --master, --conf, --stop");
      }
      if (equals < 0 && rest.isEmpty()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      String value = equals < 0 ? rest.remove(0) : word.substring(equals + 1);
      if (option.equals("--master")) {
        master = value;
      } else {
        int split = value.indexOf('=');
        if (split < 1) {
          throw new IllegalArgumentException("expected --conf NAME=VALUE, got '" + value + "'");
        }
        settings.put(value.substring(0, split), value.substring(split + 1));
      }
    }
    return new SparkOptions(master, settings);
  }

  /** The embedded cluster that is asked for, if it is one. */
  Optional<Cluster> cluster() {
    return master.startsWith("local-cluster")
        ? Optional.of(checkedCluster(master))
        : Optional.empty();
  }

  /** Whether tasks run in this process. */
  boolean isInProcess() {
    return master.equals("local") || master.startsWith("local[");
  }

  private static Cluster checkedCluster(String master) {
    Matcher m = CLUSTER.matcher(master);
    if (m.matches() && m.group(1).length() < 4 && m.group(2).length() < 4) {
      int executors = Integer.parseInt(m.group(1));
      int cores = Integer.parseInt(m.group(2));
      long megabytes = m.group(3).length() > 9 ? Long.MAX_VALUE : Long.parseLong(m.group(3));
      if (executors > 0 && cores > 0 && megabytes >= LEAST_MEGABYTES && megabytes < 1 << 30) {
        return new Cluster(executors, cores, (int) megabytes);
      }
    }
    throw new IllegalArgumentException(
        "expected local-cluster[EXECUTORS,CORES,MEGABYTES] with at least one executor, one core and"
            + " "
            + LEAST_MEGABYTES
            + " MiB, got '"
            + master
            + "'");
  }
}
