package lungo.spark;

import org.apache.spark.sql.SparkSession;

/** A session of Spark's in the test's own process, with four tasks at a time. */
final class LocalSessions {

  private LocalSessions() {}

  static SparkSession start() {
    NotebookSession.quiet();
    return SparkSession.builder()
        .master("local[4]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate();
  }
}
