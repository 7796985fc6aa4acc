package lungo.renderers;

import java.util.List;
import java.util.Locale;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.experiment.StoredRun;

/** Shows what a run was made from, and the last value of each of its metrics. */
public final class StoredRunRenderer implements Renderer<StoredRun> {

  /** For the service loader. */
  public StoredRunRenderer() {}

  @Override
  public Class<StoredRun> type() {
    return StoredRun.class;
  }

  @Override
  public MimeBundle render(StoredRun run) {
    var view =
        new TableView(
            List.of(TableView.text(""), TableView.text(run.name()), TableView.text(run.id())));
    view.row("status", run.status().name().toLowerCase(Locale.ROOT), run.error().orElse(""));
    run.config().values().forEach((name, value) -> view.row("setting", name, value.toString()));
    view.row("seed", "seed", String.valueOf(run.seed()));
    run.metricNames()
        .forEach(
            name -> view.row("metric", name, String.format(Locale.ROOT, "%.4g", run.last(name))));
    view.row("time", "seconds", String.format(Locale.ROOT, "%.1f", run.seconds()));
    return view.caption(run.directory().toString()).bundle();
  }
}
