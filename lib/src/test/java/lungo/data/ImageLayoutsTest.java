package lungo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
