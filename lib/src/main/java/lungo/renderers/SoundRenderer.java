package lungo.renderers;

import java.util.Base64;
import lungo.audio.Sound;
import lungo.display.MimeBundle;
import lungo.display.Renderer;
import lungo.plots.Plots;
import lungo.plots.Png;

/** Shows a sound's curve and spectrogram, with a player that holds the sound itself. */
public final class SoundRenderer implements Renderer<Sound> {

  /** What a notebook should not hold in its file; a longer sound is only drawn. */
  private static final int MOST_BYTES = 5_000_000;

  /** For the service loader. */
  public SoundRenderer() {}

  @Override
  public Class<Sound> type() {
    return Sound.class;
  }

  @Override
  public MimeBundle render(Sound sound) {
    var plot = Plots.plot(sound);
    var html = new StringBuilder("<div>");
    html.append(Png.element(plot, sound.toString(), plot.getWidth())).append("<br/>");
    if (2L * sound.length() * sound.channels() <= MOST_BYTES) {
      html.append("<audio controls src=\"data:audio/wav;base64,");
      html.append(Base64.getEncoder().encodeToString(sound.wav())).append("\"></audio>");
    } else {
      html.append("<p>too long to be played here; sound.write(file) writes it</p>");
    }
    return MimeBundle.html(html.append("</div>").toString(), sound.toString());
  }
}
