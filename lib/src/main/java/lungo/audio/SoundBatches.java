package lungo.audio;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import lungo.data.ClassBatches;
import lungo.data.Part;

/**
 * Sounds ready for training: the batches of each part. Made by {@link SoundData#batch}.
 *
 * <pre>{@code
 * var sounds = SoundData.open("datasets/spoken-words");
 * var data = sounds.batch(AudioFeatures.mfcc(8000, 10, 40), 32);
 * var learner = Learner.classifier(data, KeywordSpotter.dsCnnS(data.classes().size()));
 * }</pre>
 */
public final class SoundBatches extends ClassBatches<SoundLoader> {

  private final SoundPreparation preparation;

  SoundBatches(
      String name,
      List<String> classes,
      SoundPreparation preparation,
      Map<Part, SoundLoader> loaders) {
    super(name, classes, loaders, "sounds");
    this.preparation = preparation;
  }

  /**
   * One example's shape.
   *
   * @return (1, frames, rows)
   */
  public Shape shape() {
    return preparation.shape();
  }

  /**
   * How a sound becomes a model's input.
   *
   * @return the preparation, without augmentation
   */
  public SoundPreparation preparation() {
    return preparation;
  }
}
