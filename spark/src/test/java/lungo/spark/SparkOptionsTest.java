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

  @Test
  void memoryThatIsNotThereIsRefusedWithItsSetting() {
    assertThatThrownBy(() -> SparkOptions.parse(List.of("--conf", "spark.executor.memory=4g")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--conf spark.executor.memory=4g is more than the 2,048 MiB of an executor of"
                + " local-cluster[2,1,2048]");
    assertThatThrownBy(() -> SparkOptions.parse(List.of("--conf", "spark.executor.memory=much")))
        .hasMessageContaining("expected --conf spark.executor.memory=2g or such, got much");
    var options = SparkOptions.parse(List.of("--master", "local-cluster[3,1,1000]"));
    options.checkFits(3000);
    assertThatThrownBy(() -> options.checkFits(2999))
        .hasMessageContaining("local-cluster[3,1,1000] asks for 3,000 MiB, this machine has 2,999");
    assertThat(SparkOptions.parse(List.of("--conf", "spark.executor.memory=1g")).settings())
        .containsEntry("spark.executor.memory", "1g");
  }
}
