package lungo.explain;

import ai.djl.ndarray.NDArray;

/**
 * Where a layer sees what speaks for the class: {@code relu(Σ w_c A_c)}, A being the layer's maps
 * and w the mean over the places of the score's derivative with respect to each; enlarged to the
 * picture. Selvaraju et al. 2016, https://arxiv.org/abs/1610.02391
 *
 * @param layer its path, such as {@code layer4.1.conv2}
 */
record GradCam(String layer) implements Algorithm {

  @Override
  public String name() {
    return "Grad-CAM at " + layer;
  }

  @Override
  public Found of(Probe probe, NDArray x, int target, NDArray baseline) {
    int height = (int) x.getShape().get(2);
    int width = (int) x.getShape().get(3);
    return new Found(probe.cam(x, layer, target, height, width), Kind.POSITIVE, null);
  }
}
