package lungo.data;

import java.util.List;

/**
 * Pictures to be shown side by side, each above its label. A value of its own, so that whoever
 * knows how to draw it does ({@link lungo.display.Renderer}), and data need not know charts.
 *
 * <pre>{@code
 * Display.show(new ImageGrid(images.examples(8)));
 * }</pre>
 *
 * @param images the pictures, row by row
 */
public record ImageGrid(List<LabeledImage> images) {

  /**
   * Copies the list.
   *
   * @param images the pictures, row by row
   * @throws IllegalArgumentException if there is no picture
   */
  public ImageGrid {
    images = List.copyOf(images);
    if (images.isEmpty()) {
      throw new IllegalArgumentException("an image grid needs at least 1 picture, got 0");
    }
  }

  @Override
  public String toString() {
    return images.size() + " images: " + images;
  }
}
