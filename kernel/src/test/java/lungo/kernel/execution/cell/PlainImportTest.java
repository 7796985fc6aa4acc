package lungo.kernel.execution.cell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainImportTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import java.util.*;",
        "import java.util.List;",
        "import static java.lang.Math.*;",
        "import static java.lang.Math.max;",
        "import a.b.C_1$D;"
      })
  void isWhatItsTokensSay(String text) throws NotCovered {
    assertThat(Splitter.plainImport(text)).get().isEqualTo(Splitter.split(text).get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import java.util.List",
        "import  java.util.List;",
        "import java.util.List ;",
        "import java.util.List; // comment;",
        "import java.util.List; import java.util.Map;",
        "import java.util.*.List;",
        "import java..util.List;",
        "import .java.util;",
        "import java.;",
        "import .*;",
        "import *;",
        "import List;",
        "import ;",
        "import static Math;",
        "import static .max;",
        "import dé.B;",
        "int x;"
      })
  void isNothingElse(String text) {
    assertThat(Splitter.plainImport(text)).isEmpty();
  }
}
