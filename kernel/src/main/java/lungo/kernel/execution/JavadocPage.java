package lungo.kernel.execution;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.safety.Cleaner;
import org.jsoup.safety.Safelist;
import org.jspecify.annotations.Nullable;

/**
 * The page that javadoc has made of a type. What it says of the type or of a member is cut out, and
 * cleaned as {@link Javadoc} does with comments. The only class that uses jsoup.
 */
final class JavadocPage {

  /** The JDK's longest has 0.7 million. */
  private static final int MOST_BYTES = 1 << 24;

  private static final String DESCRIPTION =
      "section.class-description, section.description, div.description";
  private static final String SIGNATURE = ".member-signature, .type-signature, pre";
  private static final String SAID = ".block, .deprecation-block, dl";
  private static final String CONTROLS = "button, .anchor-link";

  private static final Cleaner CLEANER =
      new Cleaner(
          new Safelist()
              .addTags(Javadoc.KEPT.toArray(String[]::new))
              .addAttributes("a", "href")
              .addProtocols("a", "href", "http", "https")
              .addEnforcedAttribute("a", "target", "_blank"));

  private final Document page;
  private final String address;

  /**
   * Reads a page.
   *
   * @param address where its links start from; empty if that is not known
   */
  JavadocPage(InputStream html, String address) throws IOException {
    this.address = address;
    var all = new ByteArrayInputStream(html.readNBytes(MOST_BYTES));
    this.page = Jsoup.parse(all, null, address);
  }

  /** What is said of the type. */
  Optional<String> description() {
    return Optional.ofNullable(page.selectFirst(DESCRIPTION)).flatMap(this::said);
  }

  /**
   * What is said of a member.
   *
   * @param anchor as {@link JavadocPlace} has it
   * @param type the type's simple name, which constructors had before JDK 10
   */
  Optional<String> member(String anchor, String type) {
    String named = anchor.replace("<init>", type);
    return Stream.of(anchor, named, ofJdk8(named))
        .map(this::at)
        .flatMap(Optional::stream)
        .findFirst()
        .flatMap(this::said);
  }

  /** An anchor as JDK 8 and 9 write it: {@code area-double-}, {@code sum-int:A-}. */
  private static String ofJdk8(String anchor) {
    String name = anchor.replaceAll("[(),]", "-").replace("[", "").replace("]", ":A");
    return name.replace("$", ":D").replaceFirst("^(?=_|:D)", "Z:Z");
  }

  /** The section of an anchor: around it from JDK 13 on, behind it before. */
  private Optional<Element> at(String anchor) {
    Element found = page.getElementById(anchor);
    if (found == null) {
      found =
          page.select("a[name]").stream()
              .filter(a -> a.attr("name").equals(anchor))
              .findFirst()
              .orElse(null);
    }
    if (found == null) {
      return Optional.empty();
    }
    Element around = found.closest("section.detail");
    return Optional.ofNullable(around != null ? around : behind(found));
  }

  /** A member whose parameters' types are variables has two anchors. */
  private static @Nullable Element behind(Element anchor) {
    Element next = anchor.nextElementSibling();
    while (next != null && next.normalName().equals("a")) {
      next = next.nextElementSibling();
    }
    return next;
  }

  /** The texts and lists behind the signature; before it stands what the signature says, too. */
  private Optional<String> said(Element section) {
    Element signature = section.selectFirst(SIGNATURE);
    boolean isBehind = signature == null;
    Set<Element> said = new LinkedHashSet<>();
    for (Element element : section.getAllElements()) {
      isBehind |= element.equals(signature);
      if (isBehind && element.is(SAID) && element.parents().stream().noneMatch(said::contains)) {
        said.add(element);
      }
    }
    List<String> parts = new ArrayList<>();
    for (Element element : said) {
      String html = clean(element.clone());
      boolean isFirst = parts.isEmpty() || element.normalName().equals("dl");
      if (!html.isEmpty()) {
        parts.add(isFirst ? html : "<p>" + html);
      }
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", parts));
  }

  private String clean(Element element) {
    element.select(CONTROLS).remove();
    element.select("div").forEach(div -> div.before(" "));
    for (Element heading : element.select("dt")) { // as those of comments
      String text = heading.text().replaceFirst(":$", "");
      heading.empty().appendElement("b").text(text);
    }
    Document dirty = Document.createShell(address);
    dirty.body().appendChild(element);
    Document clean = CLEANER.clean(dirty);
    clean.outputSettings().prettyPrint(false);
    clean.select("a:not([href])").unwrap();
    return Objects.requireNonNull(clean.body()).html().strip();
  }
}
