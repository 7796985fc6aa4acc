package lungo.kernel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavadocTest {

  @Test
  void tagsBecomeMarkup() {
    var javadoc =
        new Javadoc(
            """
             Finds {@code a < b} in a {@link java.util.List#get(int) list}.
             <p class="x">Never <script>alert(1)</script> <a href="javascript:x">run</a>.
             <ul><li>one<li>two</ul>

             @param key what to find
             @return its index
             @throws NullPointerException if {@code key} is null
            """);
    assertThat(javadoc.html())
        .contains("<code>a &lt; b</code>", "<code>list</code>", "<p>Never alert(1) run.")
        .contains("<dt><b>Parameters</b></dt><dd><code>key</code> – what to find</dd>")
        .contains("<dt><b>Returns</b></dt><dd>its index</dd>")
        .doesNotContain("script", "href");
    assertThat(javadoc.text())
        .startsWith("Finds a < b in a list.")
        .contains(
            "\n  - one\n  - two",
            "Parameters\n    key – what to find",
            "Throws\n    NullPointerException");
  }
}
