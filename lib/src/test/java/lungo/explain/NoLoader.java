package lungo.explain;

import lungo.data.Loader;

/** Nothing to learn from, for models that have their weights. */
final class NoLoader implements Loader {

  @Override
  public int batches() {
    return 1;
  }

  @Override
  public long examples() {
    return 1;
  }

  @Override
  public Epoch epoch(int epoch) {
    throw new AssertionError("a model that is explained is not trained");
  }
}
