package lungo.kernel.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/** Builds a content's fields in the order of the specification. */
final class Ordered {

  private Ordered() {}

  /** A map of names and values in turn. */
  static Map<String, Object> fields(Object... namesAndValues) {
    var fields = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }
}
