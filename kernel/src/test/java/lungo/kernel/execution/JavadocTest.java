package lungo.kernel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
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

  @Test
  void referencesAndWebLinksLeadToTheirPages() {
    var javadoc =
        new Javadoc(
            """
             See {@link String#length() its length}, {@link #size}, {@linkplain Nowhere this} and
             <a href="https://example.org/a?b=1&c=2">Doe {@code 1999}</a>, <a name="x">not</a> this.

             @see String#length()
             @see Nowhere#gone
            """,
            reference ->
                reference.equals("Nowhere") || reference.equals("Nowhere#gone")
                    ? Optional.empty()
                    : Optional.of("https://docs/" + reference));
    assertThat(javadoc.html())
        .contains(
            "<a href=\"https://docs/String#length()\" target=\"_blank\"><code>its"
                + " length</code></a>",
            "<a href=\"https://docs/#size\" target=\"_blank\"><code>size</code></a>, this and",
            "\"https://example.org/a?b=1&amp;c=2\" target=\"_blank\">Doe <code>1999</code></a>,"
                + " not",
            "<dd><a href=\"https://docs/String#length()\" target=\"_blank\"><code>String.length()<",
            "<dd><code>Nowhere.gone</code></dd>");
    assertThat(javadoc.text())
        .contains("See its length, size, this and", "Doe 1999", "See also\n    String.length()");
  }
}
