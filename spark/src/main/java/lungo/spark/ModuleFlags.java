package lungo.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;

/** What of the JDK Spark opens to itself by options of the virtual machine. */
final class ModuleFlags {

  private static final Pattern OPENS =
      Pattern.compile("--add-opens=([\\w.]+)/([\\w.]+)=ALL-UNNAMED");

  /**
   * JDK 25 has it no more and warns of an option that names it; executors get it by Spark itself.
   */
  private static final String LEFT_OUT = "sun.security.action";

  private ModuleFlags() {}

  /** The options that this process was started without, for classes of an unnamed module. */
  static List<String> missing(Module unnamed) {
    var missing = new ArrayList<String>();
    for (String option : JavaModuleOptions.defaultModuleOptionArray()) {
      Matcher opens = OPENS.matcher(option);
      if (opens.matches()) {
        Optional<Module> module = ModuleLayer.boot().findModule(opens.group(1));
        boolean isNeeded =
            module
                .filter(m -> !opens.group(2).equals(LEFT_OUT))
                .filter(m -> m.getPackages().contains(opens.group(2)))
                .filter(m -> !m.isOpen(opens.group(2), unnamed))
                .isPresent();
        if (isNeeded) {
          missing.add(option);
        }
      }
    }
    return missing;
  }

  /** Fails if options are missing, with what to do. */
  static void check(Module unnamed) {
    List<String> missing = missing(unnamed);
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "this process was started without options that Spark needs: "
              + String.join(" ", missing)
              + "\n./lungo install writes them into the kernel; then restart it");
    }
  }
}
