package lungo.text;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import lungo.models.Decoding;
import lungo.models.Transformer;

/**
 * Translates with a {@link Transformer}; immutable.
 *
 * <pre>{@code
 * var translator = Translator.of(model, english, french);
 * translator.translate("a red circle");                 // the likeliest token each time
 * translator.beams(4).translate("a red circle");        // the likeliest of several translations
 * }</pre>
 *
 * A translation begins with the target's {@code <|endoftext|>} and ends before the next one; where
 * the tokenizer has none, the number after its last token stands for it.
 */
public final class Translator {

  private static final String END = "<|endoftext|>";

  private final Transformer model;
  private final Tokenizer source;
  private final Tokenizer target;
  private final int beams;

  private Translator(Transformer model, Tokenizer source, Tokenizer target, int beams) {
    this.model = model;
    this.source = source;
    this.target = target;
    this.beams = beams;
  }

  /** The number of the token that begins and ends a translation. */
  static int end(Tokenizer target) {
    return target.id(END).orElse(target.size());
  }

  /**
   * Takes the likeliest token each time.
   *
   * @param model with weights
   * @param source what its tokens to read stand for
   * @param target what its tokens to write stand for
   * @return the translator
   * @throws IllegalArgumentException if the model has fewer tokens than are needed
   */
  public static Translator of(Transformer model, Tokenizer source, Tokenizer target) {
    int written = vocabulary(target);
    var config = model.config();
    if (source.size() > config.sourceVocabulary() || written > config.targetVocabulary()) {
      throw new IllegalArgumentException(
          String.format(
              "%d tokens to read and %d to write are needed, the model has %d and %d: they do not"
                  + " belong together",
              source.size(), written, config.sourceVocabulary(), config.targetVocabulary()));
    }
    return new Translator(model, source, target, 1);
  }

  /**
   * Looks for the translation with the highest mean log-probability of its tokens, keeping several
   * beginnings at a time.
   *
   * @param count how many beginnings are kept, 1 or more
   * @return a new translator
   */
  public Translator beams(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("beams must be 1 or more, got " + count);
    }
    return new Translator(model, source, target, count);
  }

  /**
   * Translates a text. An interrupt of the thread ends it and keeps what was written.
   *
   * @param text one token or more, as many as the model has positions at most
   * @return the translation, which ends at the latest where the model's positions do
   * @throws IllegalArgumentException if the text is empty or too long
   */
  public String translate(String text) {
    int[] read = source.encode(text);
    if (read.length == 0) {
      throw new IllegalArgumentException("a text of one token or more is needed, got none");
    }
    try (Decoding decoding = model.decoding(read, beams)) {
      return target.decode(beams == 1 ? greedy(decoding) : searched(decoding));
    }
  }

  private int[] searched(Decoding decoding) {
    int end = end(target);
    List<Integer> found =
        new BeamSearch(beams, vocabulary(target))
            .run(decoding, new int[] {end}, model.config().context(), OptionalInt.of(end))
            .tokens();
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  private int[] greedy(Decoding decoding) {
    int end = end(target);
    var written = new IntList();
    int last = end;
    for (int i = 0; i < model.config().context(); i++) {
      float[] logits = Arrays.copyOf(decoding.next(new int[] {last}), vocabulary(target));
      last = Sampling.likeliest(logits);
      if (last == end || Thread.currentThread().isInterrupted()) {
        break;
      }
      written.add(last);
    }
    return written.toArray();
  }

  /** How many tokens can be written; the model may have more. */
  private static int vocabulary(Tokenizer target) {
    return Math.max(target.size(), end(target) + 1);
  }
}
