package lungo.display;

import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One value in several representations, MIME type to data; a front end shows the richest it knows.
 *
 * <p>Text types hold a {@link String}, binary types (images) hold base64 text without line breaks,
 * as the Jupyter messaging specification asks, JSON types hold maps, lists, strings, numbers,
 * booleans. Insertion order is kept.
 *
 * <pre>{@code
 * Display.show(MimeBundle.html("<b>0.91</b>", "0.91").with(MimeBundle.MARKDOWN, "**0.91**"));
 * }</pre>
 *
 * @param data MIME type to representation; not empty unless the bundle shows nothing
 * @param metadata hints for the front end, such as {@code width} under the MIME type
 */
public record MimeBundle(Map<String, Object> data, Map<String, Object> metadata) {

  /** The MIME type of plain text, which every front end can show. */
  public static final String TEXT = "text/plain";

  /** The MIME type of an HTML fragment. */
  public static final String HTML = "text/html";

  /** The MIME type of Markdown. */
  public static final String MARKDOWN = "text/markdown";

  /** The MIME type of PNG images. */
  public static final String PNG = "image/png";

  /** The MIME type of JPEG images. */
  public static final String JPEG = "image/jpeg";

  /** The MIME type of SVG images. */
  public static final String SVG = "image/svg+xml";

  /**
   * Copies both maps.
   *
   * @param data MIME type to representation
   * @param metadata hints for the front end
   */
  public MimeBundle {
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * A bundle of plain text.
   *
   * @param text the text
   * @return the bundle
   */
  public static MimeBundle text(String text) {
    return new MimeBundle(Map.of(TEXT, text), Map.of());
  }

  /**
   * A bundle of HTML with a plain-text fallback for terminals and diffs.
   *
   * @param html an HTML fragment, already escaped
   * @param text the fallback
   * @return the bundle
   */
  public static MimeBundle html(String html, String text) {
    return text(text).with(HTML, html);
  }

  /**
   * A bundle of a PNG image with a plain-text fallback.
   *
   * @param png the encoded file
   * @param text the fallback, for example the image's size
   * @return the bundle
   */
  public static MimeBundle png(byte[] png, String text) {
    return text(text).with(PNG, Base64.getEncoder().encodeToString(png));
  }

  /**
   * This bundle with one more representation, or with another in place of the one of that type.
   *
   * @param mime the MIME type
   * @param representation its data
   * @return a new bundle
   */
  public MimeBundle with(String mime, Object representation) {
    var more = new LinkedHashMap<>(data);
    more.put(mime, representation);
    return new MimeBundle(more, metadata);
  }

  /**
   * This bundle with the size, in CSS pixels, at which an image is to be shown; a 2x image stays
   * crisp when it is shown at half its size.
   *
   * @param mime the image's MIME type
   * @param width pixels
   * @param height pixels
   * @return a new bundle
   */
  public MimeBundle sized(String mime, int width, int height) {
    var more = new LinkedHashMap<>(metadata);
    more.put(mime, Map.of("width", width, "height", height));
    return new MimeBundle(data, more);
  }

  /**
   * The plain text of this bundle.
   *
   * @return the text, or a note of the types where there is none
   */
  public String plainText() {
    return data.getOrDefault(TEXT, data.keySet().toString()).toString();
  }
}
