package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.metrics.Metrics;
import lungo.metrics.Perplexity;
import lungo.metrics.Report;
import lungo.torch.Losses;

/**
 * Training to fill in masked tokens and to say whether the second passage of a text follows the
 * first: the sum of both losses. Devlin et al. 2018, section 3.1, https://arxiv.org/abs/1810.04805
 */
final class Pretraining implements Task {

  private static final List<String> FOLLOWS = List.of("follows", "stranger");

  private final TokenPrediction masked;
  private final Classification next = new Classification(FOLLOWS);

  Pretraining(int vocabulary) {
    masked = new TokenPrediction(vocabulary);
  }

  /** The first output and target are the tokens', the second are the pair's. */
  private static NDList second(NDList both) {
    return new NDList(both.get(1));
  }

  @Override
  public NDArray loss(NDList outputs, NDList targets, Recipe recipe, List<NDArray> whole) {
    boolean part = !whole.isEmpty();
    List<NDArray> ofTokens = part ? whole.subList(0, 1) : whole;
    List<NDArray> ofPairs = part ? whole.subList(1, 2) : whole;
    NDArray tokens = masked.loss(outputs, targets, recipe, ofTokens);
    NDArray pairs = next.loss(second(outputs), second(targets), recipe, ofPairs);
    return Losses.weighted(List.of(tokens, pairs), 1, 1);
  }

  @Override
  public List<NDArray> counted(NDList targets, Recipe recipe) {
    NDArray tokens = masked.counted(targets, recipe).get(0);
    NDArray pairs = next.counted(second(targets), recipe).get(0);
    return List.of(tokens, pairs);
  }

  @Override
  public void checkAnyCounts(NDList targets) {
    masked.checkAnyCounts(targets);
  }

  @Override
  public void ignore(long target) {
    masked.ignore(target);
  }

  @Override
  public void check(NDList outputs, Batch batch) {
    if (outputs.size() != 2 || !outputs.get(1).getShape().equals(new Shape(batch.size(), 2))) {
      throw new TrainingException(
          String.format(
              "for pairs the model must give logits of tokens and (%d, 2) of pairs, as"
                  + " Bert.pretraining does; it gave %s",
              batch.size(), Arrays.toString(outputs.getShapes())));
    }
    masked.check(outputs, batch);
    next.check(second(outputs), pairs(batch));
  }

  private static Batch pairs(Batch batch) {
    return new Batch(batch.inputs(), second(batch.targets()));
  }

  @Override
  public Map<String, Double> validate(Network network, Loader loader) {
    var tokens = masked.judging();
    var pairs = next.judging();
    network.evaluate(
        loader,
        (batch, outputs) -> {
          check(outputs, batch);
          tokens.add(outputs, batch);
          pairs.add(second(outputs), pairs(batch));
        });
    Perplexity perplexity = tokens.perplexity();
    Report report = pairs.report();
    var values = new LinkedHashMap<String, Double>();
    values.put(History.VALID_LOSS, perplexity.loss() + report.loss());
    values.put("valid_perplexity", perplexity.value());
    values.put("valid_next_sentence", Metrics.accuracy().of(report.predictions()));
    return values;
  }

  @Override
  public String unit() {
    return "tokens";
  }
}
