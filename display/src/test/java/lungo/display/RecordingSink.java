package lungo.display;

import java.util.ArrayList;
import java.util.List;

/** A front end that remembers what it was told. */
final class RecordingSink implements DisplaySink {

  final List<String> events = new ArrayList<>();
  final List<MimeBundle> bundles = new ArrayList<>();

  @Override
  public void show(String id, MimeBundle bundle) {
    events.add("show " + id);
    bundles.add(bundle);
  }

  @Override
  public void update(String id, MimeBundle bundle) {
    events.add("update " + id);
    bundles.add(bundle);
  }

  @Override
  public void clear(boolean wait) {
    events.add(wait ? "clear on next" : "clear");
  }

  MimeBundle last() {
    return bundles.get(bundles.size() - 1);
  }
}
