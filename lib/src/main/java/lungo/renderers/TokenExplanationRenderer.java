package lungo.renderers;

import java.util.Locale;
import lungo.display.Html;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.explain.TokenExplanation;

/** Shows a text with its tokens in colour: blue for the class, orange against it. */
public final class TokenExplanationRenderer implements Renderer<TokenExplanation> {

  private static final String FOR = "0,114,178";
  private static final String AGAINST = "213,94,0";

  /** For the service loader. */
  public TokenExplanationRenderer() {}

  @Override
  public Class<TokenExplanation> type() {
    return TokenExplanation.class;
  }

  @Override
  public MimeBundle render(TokenExplanation explanation) {
    double largest = 0;
    for (var token : explanation.tokens()) {
      largest = Math.max(largest, Math.abs(token.score()));
    }
    var html =
        new Html()
            .open("div", "style", "background:#fff;color:#24292f;padding:8px 10px;line-height:2");
    for (var token : explanation.tokens()) {
      double strength = largest == 0 ? 0 : 0.75 * Math.abs(token.score()) / largest;
      html.element(
          "span",
          visible(token.text()),
          "title",
          String.format(Locale.ROOT, "%+.4f", token.score()),
          "style",
          String.format(
              Locale.ROOT,
              "background:rgba(%s,%.2f);padding:2px 3px;margin:1px;border-radius:3px;"
                  + "white-space:pre-wrap",
              token.score() < 0 ? AGAINST : FOR,
              strength));
    }
    html.close();
    String said =
        explanation.method()
            + " for "
            + explanation.target()
            + "; predicted: "
            + explanation.prediction()
            + (explanation.completeness() == null ? "" : "; " + explanation.completeness());
    html.element("div", said, "style", "opacity:.75;margin:2px 10px");
    return MimeBundle.html(html.toString(), explanation.toString());
  }

  /** A line's end is shown as a sign. */
  private static String visible(String text) {
    return text.replace("\n", "⏎");
  }
}
