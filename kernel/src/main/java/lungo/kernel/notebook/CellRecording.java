package lungo.kernel.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import lungo.display.MimeBundle;
import org.jspecify.annotations.Nullable;

/** One code cell's outputs while it runs. Not safe for threads; {@link Recording} guards it. */
final class CellRecording {

  /** A stream's text as it grows, or an output with the id under which it may be replaced. */
  private sealed interface Entry {
    record Text(String stream, StringBuilder text) implements Entry {}

    record Shown(@Nullable String id, NotebookOutput output) implements Entry {}
  }

  private final List<Entry> entries = new ArrayList<>();
  private OptionalInt executionCount = OptionalInt.empty();
  private boolean clearOnNext;

  void number(int count) {
    executionCount = OptionalInt.of(count);
  }

  int number() {
    return executionCount.orElse(0);
  }

  void stream(String name, String text) {
    applyClear();
    if (!entries.isEmpty()
        && entries.get(entries.size() - 1) instanceof Entry.Text last
        && last.stream().equals(name)) {
      last.text().append(text);
    } else {
      entries.add(new Entry.Text(name, new StringBuilder(text)));
    }
  }

  void show(@Nullable String id, NotebookOutput output) {
    applyClear();
    entries.add(new Entry.Shown(id, output));
  }

  void update(String id, MimeBundle bundle) {
    entries.replaceAll(
        entry ->
            entry instanceof Entry.Shown shown && id.equals(shown.id())
                ? new Entry.Shown(id, new NotebookOutput.DisplayData(bundle))
                : entry);
  }

  void clear(boolean wait) {
    clearOnNext = wait;
    if (!wait) {
      entries.clear();
    }
  }

  NotebookCell.Code applyTo(NotebookCell.Code cell) {
    List<NotebookOutput> outputs = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry instanceof Entry.Shown shown) {
        outputs.add(shown.output());
      } else if (entry instanceof Entry.Text text) {
        outputs.add(new NotebookOutput.Stream(text.stream(), text.text().toString()));
      }
    }
    return cell.executed(executionCount, outputs);
  }

  private void applyClear() {
    if (clearOnNext) {
      clearOnNext = false;
      entries.clear();
    }
  }
}
