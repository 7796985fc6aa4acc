package lungo.kernel.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import org.junit.jupiter.api.Test;

class SelectorsTest {

  @Test
  void theSelectorIsTheOneThatJavaWouldChoose() throws IOException {
    SelectorProvider javas = SelectorProvider.provider(); // no service of the class path is one
    Selectors.useJdks();
    try (Selector selector = SelectorProvider.provider().openSelector()) {
      assertThat(selector.isOpen()).isTrue();
    }
    assertThat(System.getProperty("java.nio.channels.spi.SelectorProvider"))
        .isEqualTo(javas.getClass().getName());
  }
}
