package lungo.tables;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import java.util.ArrayList;
import java.util.List;
import lungo.data.DataException;
import lungo.data.Standardization;
import org.jspecify.annotations.Nullable;

/**
 * A preparation as it stands in a file; Gson leaves out what is null, and so may whoever wrote one.
 */
record SavedPreparation(
    @Nullable String target,
    @Nullable List<String> classes,
    @Nullable Standardization scale,
    @Nullable List<NumberFeature> numbers,
    @Nullable List<Category> categories) {

  private static final Gson GSON = new Gson();

  private record Category(
      @Nullable String column, @Nullable Reading reading, @Nullable List<String> values) {

    static Category of(CategoryFeature feature) {
      return new Category(feature.column(), feature.reading(), feature.values());
    }

    CategoryFeature feature() {
      if (column == null || reading == null || values == null) {
        throw incomplete(this);
      }
      return new CategoryFeature(column, reading, values);
    }
  }

  static JsonElement of(
      List<NumberFeature> numbers, List<CategoryFeature> categories, Target target) {
    return GSON.toJsonTree(
        new SavedPreparation(
            target.column(),
            target instanceof Target.Classes classes ? classes.names() : null,
            target instanceof Target.Numbers scaled ? scaled.scale() : null,
            numbers,
            categories.stream().map(Category::of).toList()));
  }

  static TablePreparation read(JsonElement json) {
    try {
      var saved = GSON.fromJson(json, SavedPreparation.class);
      if (saved == null) {
        throw incomplete("nothing");
      }
      return saved.preparation();
    } catch (JsonParseException e) {
      throw new DataException("no preparation of a table: " + e.getMessage(), e);
    }
  }

  private TablePreparation preparation() {
    if (numbers == null || categories == null) {
      throw incomplete(this);
    }
    var all = new ArrayList<CategoryFeature>();
    categories.forEach(category -> all.add(category.feature()));
    return new TablePreparation(numbers, all, told());
  }

  private Target told() {
    if (target != null && classes != null) {
      return new Target.Classes(target, classes);
    }
    if (target == null || scale == null) {
      throw incomplete(this);
    }
    return new Target.Numbers(target, scale);
  }

  private static DataException incomplete(Object what) {
    return new DataException("a table's preparation is not complete: " + what);
  }
}
