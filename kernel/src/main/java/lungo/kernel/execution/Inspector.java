package lungo.kernel.execution;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import lungo.display.Html;
import lungo.kernel.classpath.JdkSources;

/** Says what JShell knows of the name at a place in a cell: signatures and documentation. */
final class Inspector {

  private static final String NONE_OF_JDK =
      "The JDK's documentation is in its sources, which are not installed"
          + " (Debian, Ubuntu: "
          + JdkSources.command()
          + ").";
  private static final String COMING = "Its documentation is being fetched; look again soon.";

  private final Session session;
  private volatile Optional<Predicate<Path>> fetcher = Optional.empty();

  Inspector(Session session) {
    this.session = session;
  }

  /** Says who may get what documents a jar that has nothing beside it. */
  void onUndocumented(Predicate<Path> fetches) {
    fetcher = Optional.of(fetches);
  }

  /** Why there is no documentation of something, where the user can do something about it. */
  private Optional<String> whyNone(JavadocPlace place) {
    if (JavadocPages.isOfJdk(place.type())) {
      return JdkSources.areThere() ? Optional.empty() : Optional.of(NONE_OF_JDK);
    }
    boolean isComing =
        fetcher.isPresent()
            && JavadocJars.undocumented(place.type()).filter(fetcher.get()).isPresent();
    return isComing ? Optional.of(COMING) : Optional.empty();
  }

  /** The name at the cursor; if there is none, the method whose arguments the cursor is among. */
  Optional<Inspection> inspect(String cell, int cursor, boolean detailed) {
    int end = cursor;
    while (end < cell.length() && Character.isJavaIdentifierPart(cell.charAt(end))) {
      end++;
    }
    boolean isCall = cell.substring(end).stripLeading().startsWith("(");
    boolean isName = end > 0 && Character.isJavaIdentifierPart(cell.charAt(end - 1));
    session.tell(cell.substring(0, end));
    SourceCodeAnalysis analysis = session.documented();
    Surroundings before = Surroundings.before(cell, end, analysis);
    String code = isName && isCall ? before.code() + "(" : before.code();
    List<Documentation> found = analysis.documentation(code, code.length(), true);
    if (found.isEmpty() && isName && !isCall) { // a method's name without its arguments
      found = analysis.documentation(code + "(", code.length() + 1, true);
    }
    var links = new JavadocLinks(analysis, session.loader());
    return found.isEmpty() ? Optional.empty() : Optional.of(inspection(found, detailed, links));
  }

  private Inspection inspection(List<Documentation> found, boolean detailed, JavadocLinks links) {
    var text = new StringBuilder();
    var html = new StringBuilder();
    var jars = new JavadocJars();
    for (int i = 0; i < found.size(); i++) {
      String signature = Snippets.expunge(found.get(i).signature());
      text.append(signature).append('\n');
      html.append("<pre><b>").append(Html.escape(signature)).append("</b></pre>\n");
      if (i == 0 || detailed) {
        Optional<JavadocPlace> place = links.place(signature);
        Optional<String> javadoc =
            comment(found.get(i), place, links).or(() -> place.flatMap(jars::documentation));
        if (javadoc.isPresent()) {
          text.append('\n').append(Javadoc.text(javadoc.get())).append("\n\n");
          html.append(javadoc.get()).append('\n');
        } else if (i == 0 && place.isPresent()) {
          whyNone(place.get())
              .ifPresent(
                  why -> {
                    text.append('\n').append(why).append("\n\n");
                    html.append("<p><i>").append(why).append("</i></p>\n");
                  });
        }
        place.flatMap(JavadocPages::of).ifPresent(page -> append(page, text, html));
      }
    }
    return new Inspection(text.toString().strip(), html.toString().strip());
  }

  /** The comment in the sources, if there are any. */
  private static Optional<String> comment(
      Documentation found, Optional<JavadocPlace> place, JavadocLinks links) {
    Optional<Class<?>> owner = place.map(JavadocPlace::type);
    return Optional.ofNullable(found.javadoc())
        .map(comment -> new Javadoc(comment, reference -> links.page(reference, owner)).html());
  }

  /** A page in a file is named, because browsers do not follow links to files from Jupyter's. */
  private static void append(String page, StringBuilder text, StringBuilder html) {
    boolean isFile = page.startsWith("file:");
    text.append("Full page: ").append(page).append("\n\n");
    html.append("<p><a href=\"")
        .append(Html.escape(page))
        .append("\" target=\"_blank\">")
        .append(isFile ? Html.escape(page) : "Full page")
        .append("</a></p>\n");
  }
}
