package lungo.text;

import java.util.OptionalInt;

/** A tokenizer whose tokens stand in a vocabulary. */
abstract class VocabularyTokenizer implements Tokenizer {

  final Vocabulary vocabulary;

  VocabularyTokenizer(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  @Override
  public final int size() {
    return vocabulary.size();
  }

  @Override
  public final String token(int id) {
    return vocabulary.token(id);
  }

  @Override
  public final OptionalInt id(String token) {
    return vocabulary.id(token);
  }
}
