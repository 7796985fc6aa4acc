package lungo.kernel.dependencies;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Makes a whole POM of what a README shows: loose {@code <dependency>} and {@code <repository>}
 * elements, lists of them, properties, in any order and number.
 */
final class PomFragment {

  /** Where a loose element belongs. */
  private static final List<String> LISTS =
      List.of("dependencies", "repositories", "dependencyManagement", "properties");

  private PomFragment() {}

  /** The POM's text; a whole {@code <project>} comes back as it is. */
  static String complete(String body) throws DependencyException {
    try {
      Document document = parse("<fragment>" + withoutDeclaration(body) + "</fragment>");
      Element fragment = document.getDocumentElement();
      for (Element child : children(fragment)) {
        if (child.getTagName().equals("project")) {
          return body.strip();
        }
      }
      return text(assemble(document, fragment));
    } catch (SAXException e) {
      throw new DependencyException("the POM is not well-formed XML: " + e.getMessage(), e);
    } catch (IOException | ParserConfigurationException | TransformerException e) {
      throw new DependencyException("the POM cannot be read: " + e.getMessage(), e);
    }
  }

  private static String withoutDeclaration(String body) {
    return body.strip().replaceFirst("^<\\?xml.*?\\?>", "");
  }

  private static Element assemble(Document document, Element fragment) throws DependencyException {
    Element project = document.createElement("project");
    for (String[] header :
        new String[][] {
          {"modelVersion", "4.0.0"},
          {"groupId", "notebook"},
          {"artifactId", "cell"},
          {"version", "0"}
        }) {
      project.appendChild(document.createElement(header[0])).setTextContent(header[1]);
    }
    for (Element child : children(fragment)) {
      switch (child.getTagName()) {
        case "dependency" -> list(project, "dependencies").appendChild(child);
        case "repository" -> list(project, "repositories").appendChild(child);
        case "dependencies", "repositories", "dependencyManagement", "properties" -> {
          Element target = list(project, child.getTagName());
          children(child).forEach(target::appendChild);
        }
        case "parent" -> project.appendChild(child);
        case "modelVersion", "groupId", "artifactId", "version", "name", "packaging" -> {}
        default ->
            throw new DependencyException(
                "<"
                    + child.getTagName()
                    + "> is not understood here; expected <project>, <dependency>, <repository>,"
                    + " <parent>, <"
                    + String.join(">, <", LISTS)
                    + ">");
      }
    }
    return project;
  }

  private static Element list(Element project, String tag) {
    return children(project).stream()
        .filter(e -> e.getTagName().equals(tag))
        .findFirst()
        .orElseGet(
            () -> (Element) project.appendChild(project.getOwnerDocument().createElement(tag)));
  }

  private static List<Element> children(Element parent) {
    var nodes = parent.getChildNodes();
    return java.util.stream.IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
        .map(Element.class::cast)
        .toList();
  }

  private static Document parse(String xml)
      throws ParserConfigurationException, IOException, SAXException {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    var builder = factory.newDocumentBuilder();
    builder.setErrorHandler(null);
    return builder.parse(new InputSource(new StringReader(xml)));
  }

  private static String text(Element project) throws TransformerException {
    var transformer = TransformerFactory.newInstance().newTransformer();
    transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
    var text = new StringWriter();
    transformer.transform(new DOMSource(project), new StreamResult(text));
    return text.toString();
  }
}
