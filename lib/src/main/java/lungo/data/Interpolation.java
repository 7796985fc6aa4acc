package lungo.data;

/** Which source pixels make an output pixel where a picture is turned or sheared. */
public enum Interpolation {
  /** The one whose centre is nearest. */
  NEAREST,
  /** The four around it, each weighted by how near it is. */
  BILINEAR
}
