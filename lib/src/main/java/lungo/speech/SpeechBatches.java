package lungo.speech;

import ai.djl.ndarray.types.Shape;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import lungo.audio.SpecAugment;
import lungo.audio.StandardFeatures;
import lungo.data.DataException;
import lungo.data.Loader;
import lungo.data.Part;
import lungo.text.Tokenizer;

/**
 * Sounds with their texts in batches, for a {@link lungo.models.DeepSpeech2}. Made by {@link
 * SpeechData#batch}.
 *
 * <p>A batch has the inputs features (N, 1, rows, T) float32, 0 after each sound's end, and the
 * sounds' lengths (N) int64 in frames; its targets (N, S) int64 are the texts' tokens, -100 after
 * each text's end. An epoch of the part to learn from goes another way each time, which follows
 * from the seed.
 *
 * <pre>{@code
 * var data = speech.batch(AudioFeatures.logMel(8000, 40), letters, 16);
 * var model = DeepSpeech2.of(DeepSpeech2Config.tiny(data.features().rows(), data.tokens()));
 * var learner = Learner.transcription(data, model).optimizer(AdamW.of(3e-3));
 * }</pre>
 */
public final class SpeechBatches {

  private final SpeechData speech;
  private final StandardFeatures features;
  private final Tokenizer tokenizer;
  private final Map<Part, List<SpeechLoader.Example>> examples;
  private final int batchSize;
  private final SpecAugment mask;

  private SpeechBatches(
      SpeechData speech,
      StandardFeatures features,
      Tokenizer tokenizer,
      Map<Part, List<SpeechLoader.Example>> examples,
      int batchSize,
      SpecAugment mask) {
    this.speech = speech;
    this.features = features;
    this.tokenizer = tokenizer;
    this.examples = examples;
    this.batchSize = batchSize;
    this.mask = mask;
  }

  static SpeechBatches of(
      SpeechData speech, StandardFeatures features, Tokenizer tokenizer, int batchSize) {
    var examples = new EnumMap<Part, List<SpeechLoader.Example>>(Part.class);
    speech
        .parts()
        .forEach(
            (part, all) ->
                examples.put(
                    part,
                    all.stream()
                        .map(
                            u ->
                                new SpeechLoader.Example(
                                    features.of(u.sound()),
                                    features.rows(),
                                    tokenizer.encode(u.text())))
                        .toList()));
    return new SpeechBatches(speech, features, tokenizer, examples, batchSize, SpecAugment.NONE);
  }

  /**
   * Hides a part of the features to learn from at random.
   *
   * @param other how much
   * @return new batches
   */
  public SpeechBatches mask(SpecAugment other) {
    return new SpeechBatches(speech, features, tokenizer, examples, batchSize, other);
  }

  /**
   * Batches to learn from.
   *
   * @return the loader
   */
  public Loader train() {
    return loader(Part.TRAIN);
  }

  /**
   * Batches to make decisions on during training.
   *
   * @return the loader
   * @throws DataException if there is no validation part
   */
  public Loader valid() {
    return loader(Part.VALID);
  }

  /**
   * Whether a part has utterances.
   *
   * @param part a part
   * @return whether there are some
   */
  public boolean has(Part part) {
    return !speech.part(part).isEmpty();
  }

  private SpeechLoader loader(Part part) {
    if (!has(part)) {
      throw new DataException(speech.name() + " has no " + part + " part");
    }
    boolean learned = part == Part.TRAIN;
    return new SpeechLoader(
        examples.getOrDefault(part, List.of()),
        features.rows(),
        learned ? mask : SpecAugment.NONE,
        batchSize,
        learned);
  }

  /**
   * The utterances themselves.
   *
   * @return what was put into batches
   */
  public SpeechData speech() {
    return speech;
  }

  /**
   * What is computed of the sounds.
   *
   * @return the features, standardised over the part to learn from
   */
  public StandardFeatures features() {
    return features;
  }

  /**
   * What cuts the texts.
   *
   * @return the tokenizer; the blank is the number after its last token
   */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /**
   * How many tokens the model writes.
   *
   * @return the tokenizer's and the blank
   */
  public int tokens() {
    return tokenizer.size() + 1;
  }

  /**
   * The longest example's shape.
   *
   * @return (1, rows, frames) of the part to learn from
   */
  public Shape shape() {
    return new Shape(1, features.rows(), loader(Part.TRAIN).frames());
  }
}
