package lungo.renderers;

import ai.djl.Model;
import ai.djl.nn.Block;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import org.jspecify.annotations.Nullable;

/** Shows a DJL model: its name, type, and its block as {@link BlockRenderer} does. */
public final class ModelRenderer implements Renderer<Model> {

  /** For the service loader. */
  public ModelRenderer() {}

  @Override
  public Class<Model> type() {
    return Model.class;
  }

  @Override
  public MimeBundle render(Model model) {
    @Nullable Block block = model.getBlock();
    String title = "model '" + model.getName() + "'";
    if (block == null) {
      return MimeBundle.text(title + " without a block");
    }
    return BlockRenderer.view(block, title).bundle();
  }
}
