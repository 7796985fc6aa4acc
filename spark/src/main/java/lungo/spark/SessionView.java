package lungo.spark;

import java.util.Optional;
import lungo.display.Html;
import lungo.display.MimeBundle;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** A session as a notebook shows it: version, master, and the way to Spark's own pages. */
final class SessionView {

  private SessionView() {}

  static MimeBundle of(SparkSession spark) {
    var context = spark.sparkContext();
    String what = "Spark " + spark.version() + " · " + master(context.master());
    Option<String> page = context.uiWebUrl();
    if (page.isEmpty()) {
      return MimeBundle.text(what);
    }
    var html = new Html();
    html.open("div").text(what + " · ");
    html.element("a", "jobs, stages and executors", "href", page.get(), "target", "_blank");
    return MimeBundle.html(html.close().toString(), what + " · " + page.get());
  }

  /** The embedded cluster by the name that the user knows. */
  private static String master(String url) {
    Optional<NotebookSession> notebook = Spark.notebook();
    return notebook.map(session -> session.options().master()).orElse(url);
  }
}
