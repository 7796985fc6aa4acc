package lungo.optim;

import ai.djl.ndarray.NDArray;

/**
 * A search along a line for a point that satisfies the strong Wolfe conditions (Nocedal and Wright
 * 2006, algorithms 3.5 and 3.6), as PyTorch's LBFGS does it.
 */
final class StrongWolfe {

  private static final double DECREASE = 1e-4;
  private static final double CURVATURE = 0.9;
  private static final int MOST_EVALUATIONS = 25;

  /** Computes loss and gradient at a distance. */
  @FunctionalInterface
  interface Line {
    Point at(double t);
  }

  /**
   * A point on the line.
   *
   * @param t the distance from the start
   * @param loss the loss there
   * @param gradient the gradient there
   * @param slope the derivative along the line
   */
  record Point(double t, double loss, NDArray gradient, double slope) {}

  /** Where the search ended, and how often the loss was computed. */
  record Found(Point point, int evaluations) {}

  private final Line line;
  private final Point start;
  private final double longest;
  private final double tolerance;
  private int evaluations;
  private int iterations;

  /**
   * @param start the point at distance 0
   * @param longest the largest magnitude in the direction
   * @param tolerance the shortest change of a weight that is looked for
   */
  StrongWolfe(Line line, Point start, double longest, double tolerance) {
    this.line = line;
    this.start = start;
    this.longest = longest;
    this.tolerance = tolerance;
  }

  /** Two points between which a good one lies; one twice if it is found. */
  private record Bracket(Point first, Point second, boolean done) {}

  Found search(double firstStep) {
    Bracket bracket = bracket(firstStep);
    Point best = bracket.done() ? bracket.first() : zoom(bracket.first(), bracket.second());
    return new Found(best, evaluations);
  }

  private Point evaluate(double t) {
    evaluations++;
    return line.at(t);
  }

  private boolean tooHigh(Point point) {
    return point.loss() > start.loss() + DECREASE * point.t() * start.slope();
  }

  private boolean flat(Point point) {
    return Math.abs(point.slope()) <= -CURVATURE * start.slope();
  }

  private Bracket bracket(double firstStep) {
    Point before = start;
    Point now = evaluate(firstStep);
    while (iterations < MOST_EVALUATIONS) {
      if (tooHigh(now) || (iterations > 1 && now.loss() >= before.loss())) {
        return new Bracket(before, now, false);
      }
      if (flat(now)) {
        return new Bracket(now, now, true);
      }
      if (now.slope() >= 0) {
        return new Bracket(before, now, false);
      }
      double least = now.t() + 0.01 * (now.t() - before.t());
      double next = cubic(before, now, least, 10 * now.t());
      before = now;
      now = evaluate(next);
      iterations++;
    }
    return new Bracket(start, now, false);
  }

  private Point zoom(Point first, Point second) {
    Point[] ends = {first, second};
    int low = lower(ends);
    boolean stuck = false;
    while (iterations < MOST_EVALUATIONS
        && Math.abs(ends[1].t() - ends[0].t()) * longest >= tolerance) {
      double least = Math.min(ends[0].t(), ends[1].t());
      double most = Math.max(ends[0].t(), ends[1].t());
      double t = cubic(ends[0], ends[1], least, most);
      double margin = 0.1 * (most - least);
      boolean near = Math.min(most - t, t - least) < margin;
      if (near && (stuck || t >= most || t <= least)) {
        t = Math.abs(t - most) < Math.abs(t - least) ? most - margin : least + margin;
        near = false;
      }
      stuck = near;
      Point now = evaluate(t);
      iterations++;
      if (tooHigh(now) || now.loss() >= ends[low].loss()) {
        ends[1 - low] = now;
        low = lower(ends);
      } else if (flat(now)) {
        return now;
      } else {
        if (now.slope() * (ends[1 - low].t() - ends[low].t()) >= 0) {
          ends[1 - low] = ends[low];
        }
        ends[low] = now;
      }
    }
    return ends[low];
  }

  private static int lower(Point[] ends) {
    return ends[0].loss() <= ends[1].loss() ? 0 : 1;
  }

  /** The minimum of the cubic through two points with their slopes, within bounds. */
  private static double cubic(Point a, Point b, double least, double most) {
    double x1 = a.t();
    double x2 = b.t();
    double d1 = a.slope() + b.slope() - 3 * (a.loss() - b.loss()) / (x1 - x2);
    double square = d1 * d1 - a.slope() * b.slope();
    if (!(square >= 0)) {
      return (least + most) / 2;
    }
    double d2 = Math.sqrt(square);
    double at =
        x1 <= x2
            ? x2 - (x2 - x1) * ((b.slope() + d2 - d1) / (b.slope() - a.slope() + 2 * d2))
            : x1 - (x1 - x2) * ((a.slope() + d2 - d1) / (a.slope() - b.slope() + 2 * d2));
    return Math.min(Math.max(at, least), most);
  }
}
