package lungo.renderers;

import lungo.audio.Spectrogram;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.plots.Plots;
import lungo.plots.Png;

/** Shows a spectrogram as a picture. */
public final class SpectrogramRenderer implements Renderer<Spectrogram> {

  /** For the service loader. */
  public SpectrogramRenderer() {}

  @Override
  public Class<Spectrogram> type() {
    return Spectrogram.class;
  }

  @Override
  public MimeBundle render(Spectrogram spectrogram) {
    return Png.bundle(Plots.plot(spectrogram), spectrogram.toString());
  }
}
