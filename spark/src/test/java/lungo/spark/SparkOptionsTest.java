package lungo.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkOptionsTest {

  @Test
  void withoutOptionsTwoExecutorsAreAskedFor() {
    var options = SparkOptions.parse(List.of());
    assertThat(options.cluster()).contains(new SparkOptions.Cluster(2, 1, 2048));
    assertThat(options.isInProcess()).isFalse();
  }

  @Test
  void masterAndSettingsAreRead() {
    var options =
        SparkOptions.parse(
            List.of("--master=spark://a:7077", "--conf", "spark.executor.memory=4g"));
    assertThat(options.master()).isEqualTo("spark://a:7077");
    assertThat(options.settings()).isEqualTo(Map.of("spark.executor.memory", "4g"));
    assertThat(SparkOptions.parse(List.of("--master", "local[*]")).isInProcess()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local[0x]",
        "spark://nowhere",
        "http://a:1",
        "local-cluster[0,1,2048]",
        "local-cluster[2,1]",
        "local-cluster[2,1,100]",
        "local-cluster[2,1,99999999999]"
      })
  void aMasterThatIsNoneIsRefusedWithWhatIsOne(String master) {
    assertThatThrownBy(() -> SparkOptions.parse(List.of("--master", master)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected")
        .hasMessageContaining(master);
  }

  @Test
  void optionsThatAreWrongAreNamed() {
    assertThatThrownBy(() -> SparkOptions.parse(List.of("--mastre", "local[*]")))
        .hasMessage("no option '--mastre'; known: --master, --conf, --stop");
    assertThatThrownBy(() -> SparkOptions.parse(List.of("--master")))
        .hasMessage("--master needs a value");
    assertThatThrownBy(() -> SparkOptions.parse(List.of("--conf", "memory=4g")))
        .hasMessageContaining("begin with spark., got memory");
  }
}
