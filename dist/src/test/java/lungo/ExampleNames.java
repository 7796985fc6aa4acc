package lungo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import lungo.data.ImageBatches;
import lungo.data.ImageData;
import lungo.data.Loader;
import lungo.metrics.Predictions;
import lungo.metrics.Report;
import lungo.text.TextData;
import lungo.text.Tokenizer;
import lungo.training.History;
import lungo.training.Learner;
import tech.tablesaw.api.Table;

/**
 * What examples in the documentation may take for granted: whoever reads them knows what {@code
 * data} is. An example's own variables hide these.
 */
@SuppressWarnings("NullAway") // for the compiler only
public abstract class ExampleNames {
  protected NDManager manager;
  protected NDArray array;
  protected NDArray logits;
  protected NDArray labels;
  protected NDList inputs;
  protected Block model;
  protected Learner learner;
  protected History history;
  protected Report report;
  protected Predictions predictions;
  protected ImageData images;
  protected ImageBatches data;
  protected Loader train;
  protected Loader valid;
  protected BufferedImage picture;
  protected Table table;
  protected TextData text;
  protected Tokenizer tokenizer;
  protected List<String> texts;
  protected List<String> classes;
  protected Path folder;
  protected Path file;
  protected int vocabulary;
  protected int length;
  protected float[][] vectors;
}
