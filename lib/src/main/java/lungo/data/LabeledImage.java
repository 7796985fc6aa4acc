package lungo.data;

import java.awt.image.BufferedImage;

/**
 * A picture and what it is said to show.
 *
 * <pre>{@code
 * LabeledImage first = images.examples(1).get(0);
 * System.out.println(first.label() + ", " + first.image().getWidth() + " pixels wide");
 * }</pre>
 *
 * @param image the picture
 * @param label the class's name, or any caption
 */
public record LabeledImage(BufferedImage image, String label) {

  @Override
  public String toString() {
    return label + " (" + image.getWidth() + "×" + image.getHeight() + ")";
  }
}
