package lungo.kernel.protocol;

import java.util.List;
import java.util.Map;

/** Who are you? */
public sealed interface KernelInfo {

  /** Asks for the kernel's name, language and protocol. */
  record Request() implements KernelInfo, lungo.kernel.protocol.Request {}

  /**
   * The kernel's description.
   *
   * @param implementationVersion this kernel's version
   * @param languageVersion the version of Java that runs it
   */
  record Reply(String implementationVersion, String languageVersion)
      implements KernelInfo, Content {

    @Override
    public String type() {
      return "kernel_info_reply";
    }

    @Override
    public Map<String, Object> fields() {
      return Ordered.fields(
          "status",
          "ok",
          "protocol_version",
          Header.VERSION,
          "implementation",
          "lungo",
          "implementation_version",
          implementationVersion,
          "language_info",
          languageInfo(),
          "banner",
          "Lungo " + implementationVersion + ", Java " + languageVersion,
          "debugger",
          false,
          "supported_features",
          List.of("kernel subshells"),
          "help_links",
          helpLinks());
    }

    private Map<String, Object> languageInfo() {
      return Ordered.fields(
          "name", "java",
          "version", languageVersion,
          "mimetype", "text/x-java-source",
          "file_extension", ".jshell",
          "pygments_lexer", "java",
          "codemirror_mode", "java",
          "nbconvert_exporter", "script");
    }

    private List<Map<String, Object>> helpLinks() {
      int digits = 0;
      while (digits < languageVersion.length()
          && Character.isDigit(languageVersion.charAt(digits))) {
        digits++;
      }
      String release = languageVersion.substring(0, digits);
      return List.of(
          Ordered.fields(
              "text", "Java " + release + " API",
              "url", "https://docs.oracle.com/en/java/javase/" + release + "/docs/api/"),
          Ordered.fields("text", "Deep Java Library", "url", "https://docs.djl.ai/"));
    }
  }
}
