package lungo.spark;

import java.util.List;
import java.util.Optional;
import lungo.display.Display;
import lungo.display.Extension;
import lungo.display.Renderers;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;

/** {@code %use spark}: a session of Spark's for the notebook, in its variable {@code spark}. */
public final class SparkExtension implements Extension {

  /** What cells can name at once; not all of Spark's names, some are the JDK's or Tablesaw's. */
  private static final String IMPORTS =
      """
      import lungo.spark.*;
      import org.apache.spark.sql.Dataset;
      import org.apache.spark.sql.Encoders;
      import org.apache.spark.sql.Row;
      import org.apache.spark.sql.RowFactory;
      import org.apache.spark.sql.SaveMode;
      import org.apache.spark.sql.SparkSession;
      import org.apache.spark.sql.types.DataTypes;
      import org.apache.spark.api.java.JavaRDD;
      import org.apache.spark.api.java.JavaSparkContext;
      import org.apache.spark.api.java.function.FilterFunction;
      import org.apache.spark.api.java.function.FlatMapFunction;
      import org.apache.spark.api.java.function.ForeachPartitionFunction;
      import org.apache.spark.api.java.function.MapFunction;
      import org.apache.spark.api.java.function.MapGroupsFunction;
      import org.apache.spark.api.java.function.MapPartitionsFunction;
      import org.apache.spark.api.java.function.ReduceFunction;
      import static org.apache.spark.sql.functions.*;
      """;

  /** For {@link java.util.ServiceLoader}. */
  public SparkExtension() {}

  @Override
  public String name() {
    return "spark";
  }

  @Override
  public String usage() {
    return SparkOptions.USAGE;
  }

  @Override
  public String load(List<String> arguments, Notebook notebook) throws Exception {
    Optional<NotebookSession> running = Spark.notebook();
    if (arguments.equals(List.of("--stop"))) {
      running.ifPresent(NotebookSession::close);
      return "";
    }
    SparkOptions options = SparkOptions.parse(arguments);
    boolean goesOn = running.filter(s -> s.isRunning() && s.options().equals(options)).isPresent();
    if (!goesOn) {
      running.ifPresent(NotebookSession::close);
      ModuleFlags.check(notebook.loader().getUnnamedModule());
      Spark.set(NotebookSession.start(options, notebook));
    }
    Renderers.register(Dataset.class, DataFrameView::of);
    Renderers.register(SparkSession.class, SessionView::of);
    Display.show(SessionView.of(Spark.session()));
    return IMPORTS + "SparkSession spark = lungo.spark.Spark.session();";
  }
}
