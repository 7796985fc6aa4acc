package io.github.spencerpark.ijava;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.Renderer;
import io.github.spencerpark.jupyter.kernel.magic.registry.Magics;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import lungo.display.Display;
import lungo.kernel.ijava.Bundles;
import lungo.kernel.ijava.IJavaMagics;
import lungo.kernel.ijava.IJavaRenderer;
import lungo.kernel.magics.CellRunner;
import org.jspecify.annotations.Nullable;

/** The kernel as IJava's notebooks know it; all of it acts on the notebook that runs. */
public final class JavaKernel {

  private final Renderer renderer = new IJavaRenderer();
  private final Magics magics = new IJavaMagics();

  JavaKernel() {}

  /**
   * The renderer, where a notebook registers how its types look.
   *
   * @return the renderer
   */
  public Renderer getRenderer() {
    return renderer;
  }

  /**
   * The magics, to which a notebook may add its own.
   *
   * @return the registry
   */
  public Magics getMagics() {
    return magics;
  }

  /**
   * Shows display data below the running cell.
   *
   * @param data the data; gets an id if it has none
   */
  public void display(DisplayData data) {
    if (!data.hasDisplayId()) {
      data.setDisplayId(UUID.randomUUID().toString());
    }
    Display.show(Bundles.bundle(data), data.getDisplayId());
  }

  /**
   * Evaluates code, magics included.
   *
   * @param code what a cell could hold
   * @return the last expression's value; null if it has none
   * @throws Exception what the code throws
   */
  public @Nullable Object evalRaw(String code) throws Exception {
    return CellRunner.current().value(code);
  }

  /**
   * Evaluates code, magics included, and renders its value.
   *
   * @param code what a cell could hold
   * @return the last expression's value; null if it has none
   * @throws Exception what the code throws
   */
  public @Nullable DisplayData eval(String code) throws Exception {
    Object value = evalRaw(code);
    return value == null ? null : renderer.render(value);
  }

  /**
   * Adds to the class path.
   *
   * @param path a jar or a folder
   */
  public void addToClasspath(String path) {
    CellRunner.current().addToClassPath(List.of(Path.of(path)));
  }
}
