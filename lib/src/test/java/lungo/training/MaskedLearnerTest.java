package lungo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import lungo.data.Batch;
import lungo.data.Part;
import lungo.models.Bert;
import lungo.models.BertConfig;
import lungo.models.BertModel;
import lungo.models.Reference;
import lungo.optim.AdamW;
import lungo.random.Seed;
import lungo.text.FillMask;
import lungo.text.LabeledTexts;
import lungo.text.TextData;
import lungo.text.TextEmbedder;
import lungo.text.WordPieceTokenizer;
import lungo.torch.GradMode;
import lungo.weights.StateDict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskedLearnerTest {

  @AfterEach
  void reset() {
    Seed.set(0);
  }

  private static BertConfig config(WordPieceTokenizer tokenizer, int length) {
    return new BertConfig(tokenizer.size(), length, 2, 48, 96, 2, 4, 0);
  }

  @Test
  void theLossOfPretrainingIsHuggingFaces() {
    var reference = Reference.read("bert").of("losses");
    long[] types = IntStream.range(0, 18).mapToLong(i -> i % 9 > 4 ? 1 : 0).toArray();
    long[] mask = IntStream.range(0, 18).mapToLong(i -> i < 15 ? 1 : 0).toArray();
    long[] labels =
        reference.json().getAsJsonArray("labels").asList().stream()
            .mapToLong(l -> l.getAsLong())
            .toArray();
    try (var manager = NDManager.newBaseManager();
        var off = GradMode.off()) {
      assertThat(off).isNotNull();
      var model = Bert.pretraining(new BertConfig(31, 16, 2, 24, 40, 2, 3, 0.1));
      var shape = new Shape(2, 9);
      reference.fill(model, manager, shape);
      var inputs =
          new NDList(
              Reference.tokens(manager, 2, 9, 31),
              manager.create(types, shape),
              manager.create(mask, shape));
      var targets = new NDList(manager.create(labels, shape), manager.create(new long[] {0, 1}));
      var task = new Pretraining(31);
      NDList outputs = model.forward(new ParameterStore(manager, false), inputs, false);
      task.check(outputs, new Batch(inputs, targets));
      reference.assertClose("loss", task.loss(outputs, targets, Recipe.standard()), 1e-4);
      assertThatThrownBy(() -> task.check(new NDList(outputs.head()), new Batch(inputs, targets)))
          .hasMessageContaining("the model must give logits of tokens and (2, 2) of pairs");
    }
  }

  @Test
  void aSmallBertFillsInAVerseItLearned() {
    Seed.set(1);
    String verse = "call me ishmael, some years ago. never mind how long precisely. ";
    var tokenizer = WordPieceTokenizer.train(verse.repeat(2), 120);
    // A piece is one verse, so that each place has its own word.
    int length = tokenizer.encode(verse).length + 2;
    var verses = new TextData("verses", verse.repeat(200), verse.repeat(20));
    var data = verses.mask(tokenizer, length, 16);
    var model = Bert.maskedLanguageModel(config(tokenizer, length));
    var learner = Learner.maskedLanguageModel(data, model).optimizer(AdamW.of(0.004));
    double before = learner.perplexity(data.valid()).value();
    assertThat(before).isCloseTo(tokenizer.size(), within(0.1 * tokenizer.size()));
    var history = learner.fit(8, Schedules.oneCycle(0.004));
    assertThat(history.last().get("valid_perplexity")).isLessThan(2);
    var filled = FillMask.of(model, tokenizer).fill("call me [MASK], some years ago", 2);
    assertThat(filled).hasSize(1);
    assertThat(filled.get(0).guesses()).hasSize(2);
    assertThat(filled.get(0).guesses().get(0).token()).isEqualTo("ishmael");
    assertThatThrownBy(() -> FillMask.of(model, tokenizer).fill("call me", 1))
        .hasMessage("nothing is masked in 'call me'; write [MASK]");
    assertThatThrownBy(
            () -> FillMask.of(Bert.sequenceClassifier(config(tokenizer, length), 2), tokenizer))
        .hasMessageStartingWith("a BERT for masked tokens of a vocabulary of");
  }

  @Test
  void pairsThatBelongTogetherAreToldFromStrangers() {
    Seed.set(2);
    // Two kinds of documents: what follows is of the same kind.
    var text = new StringBuilder();
    String[] sea = {"The whale swims deep.", "A ship sails far.", "The sea is wide."};
    String[] land = {"My horse runs fast.", "One cow eats grass.", "His farm is small."};
    for (int i = 0; i < 320; i++) {
      String[] kind = i % 2 == 0 ? sea : land;
      text.append(kind[i % 3]).append(' ').append(kind[(i / 2) % 3]).append("\n\n");
    }
    var tokenizer = WordPieceTokenizer.train(text.toString(), 90);
    var data = TextData.of(text.toString()).split(0.25).maskPairs(tokenizer, 18, 16);
    var learner =
        Learner.maskedLanguageModel(data, Bert.pretraining(config(tokenizer, 18)))
            .optimizer(AdamW.of(0.003));
    var last = learner.fit(40, Schedules.oneCycle(0.003)).last();
    // Some strangers look as a sequel does, so that not all pairs can be told; chance is 0.5.
    assertThat(last.get("valid_next_sentence")).isGreaterThan(0.65);
    assertThat(last.get("valid_perplexity")).isLessThan(tokenizer.size() / 4.0);
    assertThat(last.get("valid_loss")).isFinite();
  }

  @Test
  void whatItReadBeforeGoesIntoAClassifierThatIsSavedAndLoaded(@TempDir Path folder) {
    Seed.set(3);
    var all =
        LabeledTexts.open(Path.of("..", "datasets", "speeches", "passages.tsv"), "era", "speech");
    var two =
        LabeledTexts.of(
                all.part(Part.TRAIN).stream()
                    .filter(t -> t.label().equals("1790-1829") || t.label().equals("1961-2021"))
                    .filter(t -> t.text().length() < 260)
                    .toList())
            .split(0.15);
    var tokenizer = WordPieceTokenizer.train(two.joined(), 800);
    var reader = Bert.maskedLanguageModel(config(tokenizer, 48));
    Learner.maskedLanguageModel(two.mask(tokenizer, 48, 32), reader)
        .optimizer(AdamW.of(0.002))
        .fit(2);
    var data = two.batch(tokenizer, 48, 32);
    var model = Bert.sequenceClassifier(config(tokenizer, 48), 2);
    var learner = Learner.classifier(data, model).optimizer(AdamW.of(0.002));
    StateDict.copy(StateDict.of(reader).arrays(), StateDict.of(model).arrays());
    learner.fit(4, Schedules.oneCycle(0.002));
    var report = learner.evaluate(data.test());
    // Two centuries apart: the larger class alone would be right about six times of ten.
    assertThat(report.accuracy()).isGreaterThan(0.8);

    learner.save(folder);
    assertThat(Learner.load(folder).evaluate(data.test()).accuracy()).isEqualTo(report.accuracy());

    var body = BertModel.of(config(tokenizer, 48));
    try (var manager = NDManager.newBaseManager()) {
      body.initialize(manager, DataType.FLOAT32, new Shape(1, 1));
      var embedder = TextEmbedder.of(body, tokenizer);
      float[][] vectors = embedder.embed(Arrays.asList("a bill", "a bill", "the war"));
      assertThat(TextEmbedder.cosine(vectors[0], vectors[1])).isCloseTo(1, within(1e-5));
      assertThat(TextEmbedder.cosine(vectors[0], vectors[2])).isLessThan(0.999);
    }
  }
}
