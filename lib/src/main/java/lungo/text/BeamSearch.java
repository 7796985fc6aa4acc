package lungo.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import lungo.models.Decoding;

/** Keeps the likeliest beginnings of a text. */
final class BeamSearch {

  /** What was found, and why it ends. */
  record Found(List<Integer> tokens, Continuation.Ending ending) {}

  /** A text with the sum of its log-probabilities; from which beam it comes. */
  private record Candidate(int from, List<Integer> tokens, double score) {

    /** The mean, so that short texts that ended do not win by being short. */
    double mean() {
      return score / Math.max(1, tokens.size());
    }
  }

  private final int beams;
  private final int vocabulary;

  BeamSearch(int beams, int vocabulary) {
    if (beams < 1) {
      throw new IllegalArgumentException("beams must be 1 or more, got " + beams);
    }
    this.beams = beams;
    this.vocabulary = vocabulary;
  }

  /**
   * Goes on from a prompt.
   *
   * @param decoding as many texts as beams, empty yet
   */
  Found run(Decoding decoding, int[] prompt, int count, OptionalInt end) {
    List<Candidate> live = List.of(new Candidate(0, List.of(), 0));
    Candidate ended = null;
    int[][] next = new int[beams][];
    Arrays.fill(next, prompt);
    for (int step = 0; step < count; step++) {
      if (Thread.currentThread().isInterrupted()) {
        return new Found(live.get(0).tokens(), Continuation.Ending.INTERRUPTED);
      }
      var kept = new ArrayList<Candidate>();
      for (Candidate candidate : best(live, decoding.next(next))) {
        boolean stops = end.isPresent() && candidate.tokens().get(step) == end.getAsInt();
        if (!stops && kept.size() < beams) {
          kept.add(candidate);
        } else if (stops && (ended == null || candidate.mean() > ended.mean())) {
          ended = candidate;
        }
      }
      live = kept;
      if (ended != null && ended.mean() >= live.get(0).score() / count) {
        break; // What goes on cannot become likelier: a probability is 1 at most.
      }
      next = goOn(decoding, live, step);
    }
    Candidate best = live.get(0);
    return ended != null && ended.mean() > best.mean()
        ? new Found(ended.tokens().subList(0, ended.tokens().size() - 1), Continuation.Ending.STOP)
        : new Found(best.tokens(), Continuation.Ending.LENGTH);
  }

  /** Twice as many as beams, since those that end leave no beam. */
  private List<Candidate> best(List<Candidate> live, float[][] logits) {
    var all = new ArrayList<Candidate>();
    for (int beam = 0; beam < live.size(); beam++) {
      Candidate candidate = live.get(beam);
      double[] log = logSoftmax(logits[beam]);
      Integer[] order = new Integer[log.length];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, Comparator.comparingDouble(i -> -log[i]));
      for (int i = 0; i < Math.min(2 * beams, order.length); i++) {
        var tokens = new ArrayList<Integer>(candidate.tokens());
        tokens.add(order[i]);
        all.add(new Candidate(beam, tokens, candidate.score() + log[order[i]]));
      }
    }
    all.sort(Comparator.comparingDouble(c -> -c.score()));
    return all.subList(0, Math.min(2 * beams, all.size()));
  }

  private double[] logSoftmax(float[] logits) {
    double most = logits[Sampling.likeliest(logits)];
    double sum = 0;
    for (int i = 0; i < vocabulary; i++) {
      sum += Math.exp(logits[i] - most);
    }
    double log = most + Math.log(sum);
    double[] all = new double[vocabulary];
    Arrays.setAll(all, i -> logits[i] - log);
    return all;
  }

  private int[][] goOn(Decoding decoding, List<Candidate> live, int step) {
    int[] from = new int[beams];
    int[][] next = new int[beams][];
    for (int i = 0; i < beams; i++) {
      Candidate candidate = live.get(Math.min(i, live.size() - 1));
      from[i] = candidate.from();
      next[i] = new int[] {candidate.tokens().get(step)};
    }
    decoding.reorder(from);
    return next;
  }
}
