package lungo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** CIFAR's files, and pictures that a table lists. */
class ImageLayoutsTest {

  private final Path folder;

  ImageLayoutsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Pictures whose red is 1, whose green is 2 and whose blue is the label, but for one pixel. */
  private static byte[] records(int... labels) {
    var bytes = new ByteArrayOutputStream();
    for (int label : labels) {
      bytes.write(label);
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < 1024; i++) {
          bytes.write(c == 2 ? label : i == 33 ? 200 + c : 1 + c);
        }
      }
    }
    return bytes.toByteArray();
  }

  private void write(String name, byte... bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  @Test
  void cifar10IsReadFromItsFiles() throws IOException {
    write("data_batch_1.bin", records(3, 1));
    write("data_batch_2.bin", records(2));
    write("test_batch.bin", records(9, 0));
    Files.writeString(
        folder.resolve("batches.meta.txt"),
        "aeroplane\ncar\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\nlorry\n\n");
    var images = ImageData.open(folder);
    assertThat(images.classes()).hasSize(10).startsWith("aeroplane", "car");
    var data = images.batch(1);
    assertThat(IntStream.range(0, 3).map(data.train()::label)).containsExactly(3, 1, 2);
    assertThat(data.test().size()).isEqualTo(2);
    assertThat(data.train().image(2).label()).isEqualTo("bird");
    BufferedImage third = data.train().image(2).image();
    assertThat(third.getRGB(0, 0) & 0xffffff).isEqualTo(0x010202);
    // The pixel 33 is the second of the second row.
    assertThat(third.getRGB(1, 1) & 0xffffff).isEqualTo((200 << 16) + (201 << 8) + 2);
  }

  @Test
  void cifar100HasTwoLabelsAPicture() throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(7); // the coarse label, before the fine one
    bytes.write(records(42));
    write("train.bin", bytes.toByteArray());
    var data = ImageData.open(folder).batch(1);
    assertThat(data.classes()).hasSize(100);
    assertThat(data.train().label(0)).isEqualTo(42);
    assertThat(data.train().image(0).image().getRGB(5, 5) & 0xff).isEqualTo(42);
  }

  @Test
  void tornFilesAreNamed() throws IOException {
    write("data_batch_1.bin", new byte[5000]);
    assertThatThrownBy(() -> ImageData.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageEndingWith("expected a multiple of 3,073 bytes, got 5,000");
    write("data_batch_1.bin", records(1, 77));
    assertThatThrownBy(() -> ImageData.open(folder))
        .hasMessageEndingWith("label 77 of example 1 is out of range; there are 10 classes");
  }

  private Table listed() throws IOException {
    for (String name : new String[] {"a.png", "b.png", "c.png"}) {
      var image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      image.setRGB(0, 0, name.hashCode());
      ImageIO.write(image, "png", folder.resolve(name).toFile());
    }
    return Table.create(
        "pets",
        StringColumn.create("file", "a.png", "b.png", "c.png"),
        StringColumn.create("animal", "dog", "cat", "dog"),
        StringColumn.create("part", "train", "train", "test"));
  }

  @Test
  void picturesAreListedInATable() throws IOException {
    var images = ImageData.listed(listed(), folder, "file", "animal", "part").size(8);
    assertThat(images.classes()).containsExactly("cat", "dog");
    var data = images.batch(1);
    assertThat(data.train().size()).isEqualTo(2);
    assertThat(data.train().image(1).label()).isEqualTo("cat");
    assertThat(data.test().image(0).image().getRGB(0, 0) & 0xffffff)
        .isEqualTo("c.png".hashCode() & 0xffffff);
    var all = ImageData.listed(listed(), folder, "file", "animal");
    assertThat(all.size(Part.TRAIN)).isEqualTo(3);
  }

  @Test
  void whatATableListsMustBeThere() throws IOException {
    var table = listed();
    assertThatThrownBy(() -> ImageData.listed(table, folder, "path", "animal"))
        .hasMessage("no column 'path'; there are: [file, animal, part]");
    assertThatThrownBy(() -> ImageData.listed(table, folder, "file", "animal", "animal"))
        .hasMessage("column 'animal', row 0: expected train, valid or test, got 'dog'");
    Files.delete(folder.resolve("b.png"));
    assertThatThrownBy(() -> ImageData.listed(table, folder, "file", "animal"))
        .hasMessage("row 1 lists " + folder.resolve("b.png") + ", which is no file");
  }

  /** Each picture has a colour of its own, by which it is known again. */
  private List<Integer> paint(int count) throws IOException {
    var colours = new ArrayList<Integer>();
    for (int i = 0; i < count; i++) {
      var image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
      int colour = 0x010100 * i + 0x35;
      for (int p = 0; p < 16; p++) {
        image.setRGB(p % 4, p / 4, colour);
      }
      Path to = Files.createDirectories(folder.resolve(i % 3 == 0 ? "moss" : "rust"));
      ImageIO.write(image, "png", to.resolve(i + ".png").toFile());
      colours.add(colour);
    }
    return colours;
  }

  private static List<Integer> colours(ImageData images) {
    var batches = images.size(4).batch(1);
    var found = new ArrayList<Integer>();
    for (Part part : Part.values()) {
      for (int i = 0; i < images.size(part); i++) {
        var loader =
            switch (part) {
              case TRAIN -> batches.train();
              case VALID -> batches.valid();
              case TEST -> batches.test();
            };
        found.add(loader.image(i).image().getRGB(0, 0) & 0xffffff);
      }
    }
    return found;
  }

  @Test
  void noPictureIsInTwoPartsHoweverTheyAreParted() throws IOException {
    List<Integer> all = paint(30);
    var images = ImageData.open(folder);
    var ways = new ArrayList<ImageData>();
    ways.add(images.split(0.2));
    ways.add(
        images.split(Split.grouped(IntStream.range(0, 30).mapToObj(i -> i / 5).toList(), 0.2)));
    Split.stratifiedFolds(images.labels(), 5).forEach(fold -> ways.add(images.split(fold)));
    Path file = folder.resolve("parts.txt");
    Split.random(30, 0.1).write(file);
    ways.add(images.split(Split.read(file)));
    for (ImageData parted : ways) {
      assertThat(colours(parted)).as("%s", parted).containsExactlyInAnyOrderElementsOf(all);
    }
    assertThat(images.labels()).hasSize(30).startsWith("moss").endsWith("rust");
    assertThat(ways.get(2).size(Part.VALID)).isEqualTo(6);
  }

  @Test
  void aSplitThatDoesNotFitIsRefused() throws IOException {
    paint(6);
    var images = ImageData.open(folder);
    assertThatThrownBy(() -> images.split(Split.random(7, 0.2)))
        .hasMessage("the split is of 7 examples, but " + folder + " has 6 pictures to train on");
    var parted = images.split(Split.random(6, 0.2));
    assertThatThrownBy(() -> parted.split(Split.random(4, 0.3)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("part already, and so has the split");
  }
}
