package lungo.explain;

import java.nio.file.Path;
import java.util.OptionalInt;
import lungo.text.Tokenizer;

/** A tokenizer whose first token is padding. */
record Padded(Tokenizer letters) implements Tokenizer {

  @Override
  public int size() {
    return letters.size();
  }

  @Override
  public int[] encode(String text) {
    return letters.encode(text);
  }

  @Override
  public String decode(int... ids) {
    return letters.decode(ids);
  }

  @Override
  public String token(int id) {
    return id == 0 ? "[PAD]" : letters.token(id);
  }

  @Override
  public OptionalInt id(String token) {
    return token.equals("[PAD]") ? OptionalInt.of(0) : letters.id(token);
  }

  @Override
  public void save(Path file) {
    throw new UnsupportedOperationException("it is not to be kept");
  }
}
