package lungo.text;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import lungo.models.Decoding;
import lungo.models.LanguageModel;
import lungo.random.Seed;

/**
 * Writes with a language model, token by token; immutable.
 *
 * <pre>{@code
 * var writer = Generator.of(model, tokenizer).temperature(0.8).topK(40);
 * writer.stream("Call me", 200);                       // prints each token as it is chosen
 * String text = writer.seed(2).write("Call me", 200).toString();
 * }</pre>
 *
 * The likeliest token is taken where no temperature is set. A text that outgrows the model's
 * context goes on from its newest half. An interrupt of the thread ends it and keeps what was
 * written.
 */
public final class Generator {

  private final LanguageModel model;
  private final Tokenizer tokenizer;
  private final Sampling sampling;
  private final long seed;
  private final List<String> stops;
  private final boolean remembering;

  private Generator(
      LanguageModel model,
      Tokenizer tokenizer,
      Sampling sampling,
      long seed,
      List<String> stops,
      boolean remembering) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.sampling = sampling;
    this.seed = seed;
    this.stops = List.copyOf(stops);
    this.remembering = remembering;
  }

  /**
   * Takes the likeliest token each time.
   *
   * @param model with weights
   * @param tokenizer what its tokens stand for
   * @return the generator
   * @throws IllegalArgumentException if the tokenizer has more tokens than the model
   */
  public static Generator of(LanguageModel model, Tokenizer tokenizer) {
    if (tokenizer.size() > model.vocabulary()) {
      throw new IllegalArgumentException(
          "the tokenizer has "
              + tokenizer.size()
              + " tokens, the model only "
              + model.vocabulary()
              + ": they do not belong together");
    }
    return new Generator(model, tokenizer, Sampling.GREEDY, 0, List.of(), true);
  }

  /**
   * With tokens drawn by chance, by {@code softmax(logits / temperature)}.
   *
   * @param value 0 for the likeliest token each time; below 1 keeps to the likely ones, above 1
   *     dares more
   * @return a new generator
   */
  public Generator temperature(double value) {
    return with(new Sampling(value, sampling.topK(), sampling.topP()));
  }

  /**
   * With the k likeliest tokens only. Fan et al. 2018, https://arxiv.org/abs/1805.04833
   *
   * @param k 1 or more, or 0 for all
   * @return a new generator
   */
  public Generator topK(int k) {
    return with(new Sampling(chance(), k, sampling.topP()));
  }

  /**
   * With the fewest tokens only that have a probability together. Holtzman et al. 2019,
   * https://arxiv.org/abs/1904.09751
   *
   * @param p in (0, 1], 1 for all
   * @return a new generator
   */
  public Generator topP(double p) {
    return with(new Sampling(chance(), sampling.topK(), p));
  }

  private double chance() {
    return sampling.temperature() == 0 ? 1 : sampling.temperature();
  }

  private Generator with(Sampling other) {
    return new Generator(model, tokenizer, other, seed, stops, remembering);
  }

  /**
   * With other chances. What is drawn follows from this number and the seed of the process.
   *
   * @param number any
   * @return a new generator
   */
  public Generator seed(long number) {
    return new Generator(model, tokenizer, sampling, number, stops, remembering);
  }

  /**
   * With texts at which it stops, beside the vocabulary's own end of a text.
   *
   * @param texts such as a line break; what is written ends before the first of them
   * @return a new generator
   */
  public Generator stopAt(String... texts) {
    for (String text : texts) {
      if (text.isEmpty()) {
        throw new IllegalArgumentException("a text to stop at must not be empty");
      }
    }
    return new Generator(model, tokenizer, sampling, seed, List.of(texts), remembering);
  }

  /** Reads the whole text again for each token, as one would without keys and values. */
  Generator forgetful() {
    return new Generator(model, tokenizer, sampling, seed, stops, false);
  }

  /**
   * Prints the prompt and each token as it is chosen.
   *
   * @param prompt how the text begins, one token or more
   * @param tokens how many to write at most
   */
  public void stream(String prompt, int tokens) {
    System.out.print(prompt);
    stream(
        prompt,
        tokens,
        piece -> {
          System.out.print(piece);
          System.out.flush();
        });
    System.out.println();
  }

  /**
   * Writes a text.
   *
   * @param prompt how the text begins, one token or more
   * @param tokens how many to write at most
   * @return what was written
   */
  public Continuation write(String prompt, int tokens) {
    return stream(prompt, tokens, piece -> {});
  }

  /**
   * Hands on each piece of text as it is written.
   *
   * @param prompt how the text begins, one token or more
   * @param tokens how many to write at most
   * @param listener is given what was added, whole characters
   * @return what was written
   * @throws IllegalArgumentException if the prompt is empty
   */
  public Continuation stream(String prompt, int tokens, Consumer<String> listener) {
    int[] begin = tokenizer.encode(prompt);
    if (begin.length == 0) {
      throw new IllegalArgumentException("a prompt of one token or more is needed, got none");
    }
    OptionalInt end = tokenizer.id("<|endoftext|>");
    SplittableRandom random = Seed.stream("generate", seed);
    int[] text = Arrays.copyOf(begin, begin.length + tokens);
    int length = begin.length;
    var output = new Output(listener, stops);
    var ending = Continuation.Ending.LENGTH;
    try (var reading = new Reading(model, remembering)) {
      while (length < text.length) {
        if (Thread.currentThread().isInterrupted()) {
          ending = Continuation.Ending.INTERRUPTED;
          break;
        }
        int next = sampling.choose(known(reading.next(text, length)), random);
        if (end.isPresent() && next == end.getAsInt()) {
          ending = Continuation.Ending.STOP;
          break;
        }
        text[length++] = next;
        int[] written = Arrays.copyOfRange(text, begin.length, length);
        if (output.update(tokenizer.decode(written))) {
          ending = Continuation.Ending.STOP;
          break;
        }
      }
    }
    return new Continuation(prompt, output.finish(), length - begin.length, ending);
  }

  /** The model may have more tokens than there are. */
  private float[] known(float[] logits) {
    return logits.length == tokenizer.size() ? logits : Arrays.copyOf(logits, tokenizer.size());
  }

  /**
   * Looks for the likeliest text of a length, keeping several beginnings at a time. Prompt and text
   * must fit the model's context.
   *
   * @param prompt how the text begins, one token or more
   * @param tokens how many to write
   * @param beams how many beginnings are kept, 1 or more
   * @return the likeliest that was found
   */
  public Continuation beam(String prompt, int tokens, int beams) {
    int[] begin = tokenizer.encode(prompt);
    var search = new BeamSearch(beams, tokenizer.size());
    BeamSearch.Found found;
    try (Decoding decoding = model.decoding(beams)) {
      found = search.run(decoding, begin, tokens, tokenizer.id("<|endoftext|>"));
    }
    int[] written = found.tokens().stream().mapToInt(Integer::intValue).toArray();
    return new Continuation(prompt, tokenizer.decode(written), written.length, found.ending());
  }

  /** The part of a text that the model looks at. */
  private static final class Reading implements AutoCloseable {

    private final Decoding decoding;
    private final int context;
    private final boolean remembering;
    private int start;
    private int read;

    Reading(LanguageModel model, boolean remembering) {
      this.decoding = model.decoding(1);
      this.context = model.context();
      this.remembering = remembering;
    }

    float[] next(int[] text, int length) {
      if (length - start > context) {
        start = length - Math.max(1, context / 2);
        decoding.clear();
        read = start;
      } else if (!remembering) {
        decoding.clear();
        read = start;
      }
      float[] logits = decoding.next(Arrays.copyOfRange(text, read, length));
      read = length;
      return logits;
    }

    @Override
    public void close() {
      decoding.close();
    }
  }
}
