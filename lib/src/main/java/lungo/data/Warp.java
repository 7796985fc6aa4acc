package lungo.data;

/**
 * An affine map of planes onto themselves, as torchvision's {@code affine} and {@code rotate}
 * without {@code expand}: each output pixel takes what lies at its place in the source, and what
 * lies outside is filled.
 *
 * <p>Places are measured in pixels from the picture's centre, to the right and down: the output at
 * (x, y) shows the source at (xx·x + xy·y + x0, yx·x + yy·y + y0).
 */
record Warp(double xx, double xy, double x0, double yx, double yy, double y0) {

  /** Turns about the centre. */
  static Warp rotation(double degrees) {
    double angle = Math.toRadians(degrees); // against the clock
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return new Warp(cos, -sin, 0, sin, cos, 0);
  }

  /** Moves each row to the left by its distance from the top edge, times a factor. */
  static Warp shearX(double factor, int height) {
    return new Warp(1, factor, factor * height / 2, 0, 1, 0);
  }

  /** Moves each column up by its distance from the left edge, times a factor. */
  static Warp shearY(double factor, int width) {
    return new Warp(1, 0, 0, factor, 1, factor * width / 2);
  }

  /** Moves to the right and down. */
  static Warp translation(double right, double down) {
    return new Warp(1, 0, -right, 0, 1, -down);
  }

  /**
   * Replaces planes by what the map shows of them.
   *
   * @param planes of equal size, one after another
   * @param width pixels a row
   * @param height rows a plane
   * @param interpolation between pixels
   * @param fill the value outside
   */
  void apply(float[] planes, int width, int height, Interpolation interpolation, float fill) {
    var source = new Source(planes.clone(), width, height, fill);
    for (int y = 0; y < height; y++) {
      double down = y + 0.5 - height / 2.0;
      for (int x = 0; x < width; x++) {
        double right = x + 0.5 - width / 2.0;
        double column = xx * right + xy * down + x0 + width / 2.0 - 0.5;
        double row = yx * right + yy * down + y0 + height / 2.0 - 0.5;
        for (int plane = 0; plane < planes.length; plane += width * height) {
          planes[plane + y * width + x] =
              switch (interpolation) {
                case NEAREST -> source.at(plane, (int) Math.rint(row), (int) Math.rint(column));
                case BILINEAR -> source.between(plane, row, column);
              };
        }
      }
    }
  }

  /** What is seen. */
  private static final class Source {

    private final float[] values;
    private final int width;
    private final int height;
    private final float fill;

    Source(float[] values, int width, int height, float fill) {
      this.values = values;
      this.width = width;
      this.height = height;
      this.fill = fill;
    }

    float at(int plane, int row, int column) {
      boolean inside = column >= 0 && column < width && row >= 0 && row < height;
      return inside ? values[plane + row * width + column] : fill;
    }

    float between(int plane, double row, double column) {
      int top = (int) Math.floor(row);
      int left = (int) Math.floor(column);
      double down = row - top;
      double right = column - left;
      double above = (1 - right) * at(plane, top, left) + right * at(plane, top, left + 1);
      double below = (1 - right) * at(plane, top + 1, left) + right * at(plane, top + 1, left + 1);
      return (float) ((1 - down) * above + down * below);
    }
  }
}
