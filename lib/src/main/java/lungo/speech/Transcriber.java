package lungo.speech;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.List;
import lungo.audio.Sound;
import lungo.audio.StandardFeatures;
import lungo.models.DeepSpeech2;
import lungo.random.Seed;
import lungo.torch.GradMode;

/**
 * Writes down what is said in a sound; immutable.
 *
 * <pre>{@code
 * var transcriber = Transcriber.of(model, data.features(), CtcDecoder.greedy(letters));
 * transcriber.transcribe(sound);                            // "seven four"
 * transcriber.judge(speech.part(Part.TEST)).words();        // the word error rate
 * }</pre>
 */
public final class Transcriber {

  private final DeepSpeech2 model;
  private final StandardFeatures features;
  private final CtcDecoder decoder;

  private Transcriber(DeepSpeech2 model, StandardFeatures features, CtcDecoder decoder) {
    this.model = model;
    this.features = features;
    this.decoder = decoder;
  }

  /**
   * With a trained network.
   *
   * @param model with weights
   * @param features that it was trained on
   * @param decoder what makes texts of its logits
   * @return the transcriber
   * @throws IllegalArgumentException if rows or tokens are not the model's
   */
  public static Transcriber of(DeepSpeech2 model, StandardFeatures features, CtcDecoder decoder) {
    var config = model.config();
    if (features.rows() != config.rows() || decoder.blank() + 1 != config.tokens()) {
      throw new IllegalArgumentException(
          String.format(
              "the model reads %d rows and writes %d tokens, got features of %d rows and a decoder"
                  + " of %d tokens",
              config.rows(), config.tokens(), features.rows(), decoder.blank() + 1));
    }
    return new Transcriber(model, features, decoder);
  }

  /**
   * Computes what the network gives at each time.
   *
   * @param sound of the features' rate, of one channel
   * @return (T, tokens), the blank last
   * @throws lungo.data.DataException if the sound is of another kind
   */
  @SuppressWarnings("try")
  public float[][] logits(Sound sound) {
    float[] values = features.of(sound);
    int rows = features.rows();
    NDArray weight = model.getParameters().valueAt(0).getArray();
    Device device = weight.getDevice();
    try (var off = GradMode.off();
        var scope = new NDScope();
        NDManager manager = Seed.engine().newBaseManager(device)) {
      NDArray x = manager.create(values, new Shape(1, 1, rows, values.length / rows));
      var store = new ParameterStore(manager, true);
      NDArray found = model.forward(store, new NDList(x), false).head(); // (1, T, tokens)
      float[] all = found.toFloatArray();
      int tokens = decoder.blank() + 1;
      float[][] logits = new float[all.length / tokens][];
      Arrays.setAll(logits, t -> Arrays.copyOfRange(all, t * tokens, (t + 1) * tokens));
      return logits;
    }
  }

  /**
   * Writes down what is said.
   *
   * @param sound of the features' rate, of one channel
   * @return the text
   * @throws lungo.data.DataException if the sound is of another kind
   */
  public String transcribe(Sound sound) {
    return decoder.decode(logits(sound));
  }

  /**
   * Writes down utterances whose texts are known.
   *
   * @param utterances one or more
   * @return what was written beside what was said
   */
  public Transcripts judge(List<Utterance> utterances) {
    return new Transcripts(
        utterances.stream().map(u -> transcribe(u.sound())).toList(),
        utterances.stream().map(Utterance::text).toList());
  }
}
