package lungo.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HtmlTest {

  @Test
  void textCannotBecomeMarkup() {
    assertThat(new Html().element("td", "<script>alert('\"&')</script>"))
        .hasToString("<td>&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;</td>");
  }

  @Test
  void anAttributeCannotEndItsQuotes() {
    assertThat(new Html().element("a", "x", "title", "\" onclick=\"evil()"))
        .hasToString("<a title=\"&quot; onclick=&quot;evil()\">x</a>");
  }

  @Test
  void otherScriptsPassThrough() {
    assertThat(Html.escape("犬 🐕 é")).isEqualTo("犬 🐕 é");
  }

  @Test
  void numbersAreAlignedToTheRight() {
    assertThat(new Html().row("td", "conv1", 9408))
        .hasToString(
            "<tr><td style=\"text-align:left\">conv1</td>"
                + "<td style=\"text-align:right\">9408</td></tr>");
  }

  @Test
  void whatIsOpenIsClosedInTheEndAndBuildingGoesOn() {
    var html = new Html().open("table").open("tr");

    assertThat(html).hasToString("<table><tr></tr></table>");
    assertThat(html.element("td", 1)).hasToString("<table><tr><td>1</td></tr></table>");
  }

  @Test
  void mistakesInBuildingAreNamed() {
    assertThatThrownBy(() -> new Html().close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no tag is open");
    assertThatThrownBy(() -> new Html().open("a", "href"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 1 for <a>");
  }
}
