package lungo.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DeterminismSettingTest {

  @Test
  void theVariableTurnsItOn() {
    assertThat(Determinism.wanted(Map.of())).isFalse();
    assertThat(Determinism.wanted(Map.of(Determinism.VARIABLE, "0"))).isFalse();
    assertThat(Determinism.wanted(Map.of(Determinism.VARIABLE, "1"))).isTrue();
    assertThatThrownBy(() -> Determinism.wanted(Map.of(Determinism.VARIABLE, "yes")))
        .hasMessage("LUNGO_DETERMINISTIC must be 1 or 0, got 'yes'");
  }

  @Test
  void aGpuNeedsCublasToBeToldBefore() {
    assertThatThrownBy(() -> Determinism.set(true, Map.of(), 1))
        .hasMessageContaining("need CUBLAS_WORKSPACE_CONFIG=:4096:8")
        .hasMessageEndingWith("got ''");
    assertThatThrownBy(() -> Determinism.set(true, Map.of(Determinism.CUBLAS, ":0:0"), 1))
        .hasMessageEndingWith("got ':0:0'");
    assertThat(Determinism.isDeterministic()).isFalse();
    Determinism.set(true, Map.of(Determinism.CUBLAS, ":4096:8"), 1);
    assertThat(Determinism.isDeterministic()).isTrue();
    Determinism.set(false, Map.of(), 1);
    assertThat(Determinism.isDeterministic()).isFalse();
  }
}
