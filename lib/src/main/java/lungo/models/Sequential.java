package lungo.models;

import java.util.List;

/** Blocks one after another, named by their numbers. */
final class Sequential extends Chain {

  private final String type;

  Sequential(NamedBlock... blocks) {
    this("Sequential", List.of(blocks));
  }

  Sequential(List<NamedBlock> blocks) {
    this("Sequential", blocks);
  }

  /**
   * @param type what kind of block they make together
   */
  Sequential(String type, List<NamedBlock> blocks) {
    this.type = type;
    int number = 0;
    for (NamedBlock block : blocks) {
      link(String.valueOf(number++), block);
    }
  }

  @Override
  String type() {
    return type;
  }
}
