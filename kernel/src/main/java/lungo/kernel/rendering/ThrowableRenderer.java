package lungo.kernel.rendering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import lungo.display.MimeBundle;
import lungo.display.Renderer;

/** Shows an exception that is a value, not thrown: what it says, where it was made, its causes. */
public final class ThrowableRenderer implements Renderer<Throwable> {

  private static final int FRAMES = 5;

  /** For the service loader. */
  public ThrowableRenderer() {}

  @Override
  public Class<Throwable> type() {
    return Throwable.class;
  }

  @Override
  public MimeBundle render(Throwable exception) {
    var lines = new ArrayList<String>();
    var told = Collections.<Throwable>newSetFromMap(new IdentityHashMap<>());
    Throwable next = exception;
    while (next != null && told.add(next)) {
      lines.add((next == exception ? "" : "caused by ") + ValueText.of(next));
      lines.addAll(frames(next));
      next = next.getCause();
    }
    return MimeBundle.text(String.join("\n", lines));
  }

  /** The innermost frames, down to the first whose source no file holds. */
  private static List<String> frames(Throwable exception) {
    return Arrays.stream(exception.getStackTrace())
        .takeWhile(frame -> frame.getFileName() != null && !frame.getFileName().startsWith("$"))
        .limit(FRAMES)
        .map(frame -> "    at " + frame.getClassName() + "." + frame.getMethodName() + place(frame))
        .toList();
  }

  private static String place(StackTraceElement frame) {
    return "(" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
  }
}
