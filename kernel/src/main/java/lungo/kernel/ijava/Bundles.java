package lungo.kernel.ijava;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Map;
import lungo.display.MimeBundle;

/** Display data of IJava's API and bundles of ours: the same in two types. */
public final class Bundles {

  private static final Field DATA = field("data");
  private static final Field METADATA = field("metadata");

  private Bundles() {}

  /**
   * IJava's to ours.
   *
   * @param data display data
   * @return its representations
   */
  public static MimeBundle bundle(DisplayData data) {
    return new MimeBundle(map(DATA, data), map(METADATA, data));
  }

  /**
   * Ours to IJava's.
   *
   * @param bundle representations
   * @return display data without an id
   */
  public static DisplayData displayData(MimeBundle bundle) {
    var data = new DisplayData();
    bundle.data().forEach(data::putData);
    bundle.metadata().forEach(data::putMetaData);
    return data;
  }

  /** IJava's API tells single types only, not which there are. */
  private static Field field(String name) {
    try {
      Field field = DisplayData.class.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new AssertionError("not the base kernel's DisplayData of version 2.3", e);
    }
  }

  private static Map<String, Object> map(Field field, DisplayData data) {
    try {
      var copy = new LinkedHashMap<String, Object>();
      if (field.get(data) instanceof Map<?, ?> map) {
        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
      }
      return copy;
    } catch (IllegalAccessException e) {
      throw new AssertionError("made accessible above", e);
    }
  }
}
