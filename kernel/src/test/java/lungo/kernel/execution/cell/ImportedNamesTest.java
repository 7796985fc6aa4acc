package lungo.kernel.execution.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportedNamesTest {

  private final SessionFiles files =
      SessionFiles.open(
          ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null),
          new ClassStore(),
          name -> true);

  private final ImportedNames names =
      new ImportedNames(() -> files, ImportedNamesTest.class.getClassLoader());

  @ParameterizedTest
  @CsvSource({
    "import java.util.*;, List, true",
    "import java.util.*;, Duration, false",
    "import java.util.*;, stream, false",
    "import java.util.List;, List, true",
    "import java.util.List;, Map, false",
    "import org.assertj.core.api.*;, Assertions, true", // on the class path
    "import org.assertj.core.api.*;, List, false",
    "import static java.lang.Math.*;, max, true",
    "import static java.lang.Math.*;, PI, true",
    "import static java.lang.Math.*;, List, false",
    "import static java.lang.Math.max;, max, true",
    "import static javax.swing.JFrame.*;, EXIT_ON_CLOSE, true",
    "import static javax.swing.JFrame.*;, ALLBITS, true", // of an interface of its superclass
    "import static java.util.Map.*;, Entry, true", // a member type
    "import static java.util.Map.*;, List, false",
    "import java.util.Map.*;, Anything, true", // members of a type: left to javac
    "import no.such.*;, Anything, true",
    "import static no.Such.*;, anything, true",
  })
  void anImportIsWantedForNamesThatItMayBring(String declaration, String name, boolean isWanted)
      throws NotCovered {
    assertThat(names.brings(parsed(declaration), Set.of("other", name))).isEqualTo(isWanted);
  }

  @Test
  void aCellWithoutNamesNeedsNoImport() throws NotCovered {
    assertThat(names.brings(parsed("import no.such.*;"), Set.of())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "import java.util.*;, true",
    "import org.assertj.core.api.*;, true",
    "import java.util.List;, true",
    "import static java.lang.Math.*;, true",
    "import static java.lang.Math.max;, true",
    "import no.such.*;, false",
    "import java.util.NoSuch;, false",
    "import static no.Such.*;, false",
  })
  void whetherThereIsWhatIsImportedIsKnownWithoutCompiling(String declaration, boolean exists)
      throws NotCovered {
    assertThat(names.exists(parsed(declaration))).isEqualTo(exists);
  }

  private static Snippet.Import parsed(String declaration) throws NotCovered {
    List<Snippet> snippets = Splitter.split(declaration, 0);
    return (Snippet.Import) snippets.get(0);
  }
}
