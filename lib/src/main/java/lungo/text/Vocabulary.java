package lungo.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import lungo.data.DataException;

/** Tokens and their numbers, which are 0 to size - 1 without a gap. */
final class Vocabulary {

  private final List<String> tokens;
  private final Map<String, Integer> ids = new HashMap<>();

  Vocabulary(List<String> tokens) {
    this.tokens = List.copyOf(tokens);
    for (int i = 0; i < tokens.size(); i++) {
      Integer before = ids.put(tokens.get(i), i);
      if (before != null) {
        throw new DataException(
            "token '" + tokens.get(i) + "' has two numbers, " + before + " and " + i);
      }
    }
  }

  /**
   * @throws DataException if numbers are missing or stand twice
   */
  static Vocabulary of(Map<String, Integer> ids) {
    String[] tokens = new String[ids.size()];
    ids.forEach(
        (token, id) -> {
          if (id < 0 || id >= tokens.length || tokens[id] != null) {
            throw new DataException(
                "the numbers of "
                    + tokens.length
                    + " tokens must be 0 to "
                    + (tokens.length - 1)
                    + ", each once; '"
                    + token
                    + "' has "
                    + id);
          }
          tokens[id] = token;
        });
    return new Vocabulary(new ArrayList<>(List.of(tokens)));
  }

  int size() {
    return tokens.size();
  }

  List<String> tokens() {
    return tokens;
  }

  String token(int id) {
    if (id < 0 || id >= tokens.size()) {
      throw new IllegalArgumentException(
          "token " + id + " is out of range: tokens must be in [0, " + tokens.size() + ")");
    }
    return tokens.get(id);
  }

  OptionalInt id(String token) {
    Integer id = ids.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** The number, or -1 if there is no such token. */
  int find(String token) {
    return ids.getOrDefault(token, -1);
  }
}
