package lungo.display;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MimeBundleTest {

  @Test
  void htmlComesWithPlainText() {
    var bundle = MimeBundle.html("<b>5</b>", "5");

    assertThat(bundle.data())
        .containsExactly(Map.entry("text/plain", "5"), Map.entry("text/html", "<b>5</b>"));
    assertThat(bundle.plainText()).isEqualTo("5");
  }

  @Test
  void pngIsBase64InOneLine() {
    var bytes = new byte[100];
    bytes[0] = (byte) 0x89;

    var encoded = (String) MimeBundle.png(bytes, "picture").data().get(MimeBundle.PNG);

    assertThat(encoded).doesNotContain("\n", "\r");
    assertThat(Base64.getDecoder().decode(encoded)).isEqualTo(bytes);
  }

  @Test
  void withReplacesTheRepresentationOfThatType() {
    var bundle = MimeBundle.text("old").with(MimeBundle.TEXT, "new");

    assertThat(bundle.data()).containsExactly(Map.entry("text/plain", "new"));
  }

  @Test
  void sizedAddsTheSizeUnderItsMimeTypeAndKeepsOthers() {
    var bundle =
        MimeBundle.text("two pictures")
            .sized(MimeBundle.PNG, 400, 300)
            .sized(MimeBundle.SVG, 40, 30);

    assertThat(bundle.metadata())
        .containsEntry(MimeBundle.PNG, Map.of("width", 400, "height", 300))
        .containsEntry(MimeBundle.SVG, Map.of("width", 40, "height", 30));
    assertThat(bundle.plainText()).isEqualTo("two pictures");
  }

  @Test
  void withoutPlainTextTheTypesAreNamed() {
    assertThat(new MimeBundle(Map.of(MimeBundle.HTML, "x"), Map.of()).plainText())
        .isEqualTo("[text/html]");
  }

  @Test
  void aBundleDoesNotChangeWithTheMapItWasMadeFrom() {
    var data = new HashMap<String, Object>(Map.of(MimeBundle.TEXT, "before"));
    var bundle = new MimeBundle(data, Map.of());
    data.put(MimeBundle.TEXT, "after");

    assertThat(bundle.plainText()).isEqualTo("before");
    assertThatThrownBy(() -> bundle.data().put("a", "b"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
