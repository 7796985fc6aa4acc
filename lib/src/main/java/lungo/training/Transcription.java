package lungo.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import lungo.data.Batch;
import lungo.data.Loader;
import lungo.speech.CtcDecoder;
import lungo.speech.Transcripts;
import lungo.text.Tokenizer;
import lungo.torch.Losses;

/** Training for a text that is shorter than what is read: connectionist temporal classification. */
final class Transcription implements Task {

  private final Tokenizer tokenizer;
  private final CtcDecoder decoder;
  private long ignored = -100;

  Transcription(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.decoder = CtcDecoder.greedy(tokenizer);
  }

  @Override
  public NDArray loss(NDList outputs, NDList targets, Recipe recipe, List<NDArray> whole) {
    Task.refuseSettingsOfClassifiers(recipe);
    return Task.share(loss(outputs, targets.head()), texts(targets), whole);
  }

  private static long texts(NDList targets) {
    return targets.head().getShape().get(0);
  }

  @Override
  public List<NDArray> counted(NDList targets, Recipe recipe) {
    return List.of(targets.head().getManager().create((float) texts(targets)));
  }

  private NDArray loss(NDList outputs, NDArray targets) {
    long[] counts = Arrays.stream(rows(targets)).mapToLong(row -> row.length).toArray();
    NDArray byTime = outputs.head().transpose(1, 0, 2); // (T, N, tokens)
    return Losses.ctc(byTime, targets, lengths(outputs), counts, decoder.blank());
  }

  private static long[] lengths(NDList outputs) {
    return outputs.get(1).toType(DataType.INT64, false).toLongArray();
  }

  /** Each text's tokens. */
  private int[][] rows(NDArray targets) {
    long[] all = targets.toLongArray();
    int width = Math.toIntExact(targets.getShape().get(1));
    int[][] rows = new int[all.length / Math.max(1, width)][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] =
          Arrays.stream(all, i * width, (i + 1) * width)
              .filter(t -> t != ignored)
              .mapToInt(t -> (int) t)
              .toArray();
    }
    return rows;
  }

  @Override
  public void ignore(long target) {
    ignored = target;
  }

  @Override
  public void check(NDList outputs, Batch batch) {
    Shape shape = outputs.head().getShape();
    if (outputs.size() != 2
        || shape.dimension() != 3
        || shape.get(0) != batch.size()
        || shape.get(2) != tokenizer.size() + 1) {
      throw new TrainingException(
          String.format(
              "the model must give logits (%d, T, %d) and their lengths (%d); it gave %s",
              batch.size(),
              tokenizer.size() + 1,
              batch.size(),
              Arrays.toString(outputs.getShapes())));
    }
    long[] lengths = lengths(outputs);
    int[][] rows = rows(batch.targets().head());
    for (int i = 0; i < rows.length; i++) {
      check(rows[i], i, lengths[i]);
    }
  }

  private void check(int[] row, int number, long length) {
    int needed = row.length;
    for (int i = 0; i < row.length; i++) {
      if (row[i] < 0 || row[i] >= tokenizer.size()) {
        throw new TrainingException(
            "target "
                + row[i]
                + " is out of range: tokens must be in [0, "
                + tokenizer.size()
                + ")");
      }
      needed += i > 0 && row[i] == row[i - 1] ? 1 : 0;
    }
    if (needed > length) {
      throw new TrainingException(
          String.format(
              "text '%s' at example %d of the batch needs %d outputs, one for each token and a blank"
                  + " between two alike, but its sound gives %d; take fewer steps in time",
              tokenizer.decode(row), number, needed, length));
    }
  }

  @Override
  public Map<String, Double> validate(Network network, Loader loader) {
    var written = new ArrayList<String>();
    var said = new ArrayList<String>();
    var losses = new DoubleAdder();
    network.evaluate(
        loader,
        (batch, outputs) -> {
          check(outputs, batch);
          NDArray targets = batch.targets().head();
          losses.add(loss(outputs, targets).getFloat() * batch.size());
          written.addAll(decoded(outputs));
          Arrays.stream(rows(targets)).map(tokenizer::decode).forEach(said::add);
        });
    var transcripts = new Transcripts(written, said);
    var values = new LinkedHashMap<String, Double>();
    values.put(History.VALID_LOSS, losses.sum() / said.size());
    values.put("valid_cer", transcripts.characters().rate());
    values.put("valid_wer", transcripts.words().rate());
    return values;
  }

  private List<String> decoded(NDList outputs) {
    Shape shape = outputs.head().getShape();
    int times = Math.toIntExact(shape.get(1));
    int tokens = Math.toIntExact(shape.get(2));
    float[] all = outputs.head().toFloatArray();
    long[] lengths = lengths(outputs);
    var texts = new ArrayList<String>();
    for (int n = 0; n < lengths.length; n++) {
      float[][] logits = new float[(int) lengths[n]][];
      for (int t = 0; t < logits.length; t++) {
        int from = (n * times + t) * tokens;
        logits[t] = Arrays.copyOfRange(all, from, from + tokens);
      }
      texts.add(decoder.decode(logits));
    }
    return texts;
  }
}
