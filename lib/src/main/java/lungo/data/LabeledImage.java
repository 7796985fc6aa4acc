package lungo.data;

import java.awt.image.BufferedImage;

/**
 * A picture and what it is said to show.
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
