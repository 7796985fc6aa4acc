package lungo.kernel.execution.cell;

import com.sun.source.tree.IdentifierTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.HashSet;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;

/** Collects the simple names by which a declaration reaches the session's names and imports. */
final class Uses extends TreePathScanner<Void, Set<String>> {

  private final Trees trees;

  private Uses(Trees trees) {
    this.trees = trees;
  }

  static Set<String> of(Trees trees, TreePath path) {
    var names = new HashSet<String>();
    new Uses(trees).scan(path, names);
    return names;
  }

  @Override
  public Void visitIdentifier(IdentifierTree tree, Set<String> names) {
    Element element = trees.getElement(getCurrentPath());
    if (element != null
        && (isOfSession(element) || element.getEnclosingElement() instanceof PackageElement)) {
      names.add(tree.getName().toString());
    }
    return null;
  }

  /** Whether it is a member of one of the classes around the session's declarations. */
  private static boolean isOfSession(Element element) {
    return element.getEnclosingElement() instanceof TypeElement holder
        && holder.getQualifiedName().toString().startsWith(ClassStore.PACKAGE + ".$JShell$")
        && holder.getEnclosingElement() instanceof PackageElement;
  }
}
