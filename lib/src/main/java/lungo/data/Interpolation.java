package lungo.data;

/**
 * Which source pixels make an output pixel where a picture is turned or sheared.
 *
 * <pre>{@code
 * var data = images.augment(rotation(-15, 15, Interpolation.BILINEAR, 1)).batch(64);
 * }</pre>
 */
public enum Interpolation {
  /** The one whose centre is nearest. */
  NEAREST,
  /** The four around it, each weighted by how near it is. */
  BILINEAR
}
