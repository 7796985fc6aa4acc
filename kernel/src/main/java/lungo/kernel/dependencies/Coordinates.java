package lungo.kernel.dependencies;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a notebook names an artifact by.
 *
 * @param groupId such as {@code org.apache.commons}
 * @param artifactId such as {@code commons-csv}
 * @param packaging the file's extension, such as {@code jar} or {@code pom}
 * @param classifier such as {@code linux-x86_64}; empty for the main artifact
 * @param version a version, a range such as {@code [1,2)}, {@code RELEASE} or {@code LATEST}; empty
 *     if a bill of materials is to say
 */
record Coordinates(
    String groupId, String artifactId, String packaging, String classifier, String version) {

  private static final Pattern IVY =
      Pattern.compile("(?<org>[^#;:]+)#(?<name>[^#;:]+)(#(?<branch>[^#;:]+))?;(?<rev>[^#;]+)");
  private static final Pattern DYNAMIC = Pattern.compile("(?<stem>(\\d+\\.)*)(?<last>\\d+)\\.\\+");

  /**
   * Reads {@code group:artifact[:packaging[:classifier]]:version}, {@code group:artifact}, or Ivy's
   * {@code organisation#name[#branch];revision}.
   */
  static Coordinates parse(String text) throws DependencyException {
    Matcher ivy = IVY.matcher(text);
    if (ivy.matches()) {
      return new Coordinates(
          ivy.group("org"), ivy.group("name"), "jar", "", mavenVersion(ivy.group("rev")));
    }
    String[] parts = text.split(":", -1);
    for (String part : parts) {
      if (part.isBlank() || part.contains("#") || part.contains(";")) {
        throw malformed(text);
      }
    }
    return switch (parts.length) {
      case 2 -> new Coordinates(parts[0], parts[1], "jar", "", "");
      case 3 -> new Coordinates(parts[0], parts[1], "jar", "", parts[2]);
      case 4 -> new Coordinates(parts[0], parts[1], parts[2], "", parts[3]);
      case 5 -> new Coordinates(parts[0], parts[1], parts[2], parts[3], parts[4]);
      default -> throw malformed(text);
    };
  }

  /** Ivy's dynamic revisions as Maven says them. */
  private static String mavenVersion(String revision) {
    if (revision.equals("latest.release")) {
      return "RELEASE";
    }
    if (revision.startsWith("latest.")) {
      return "LATEST";
    }
    Matcher dynamic = DYNAMIC.matcher(revision);
    if (!dynamic.matches()) {
      return revision;
    }
    long last = Long.parseLong(dynamic.group("last"));
    String stem = dynamic.group("stem");
    return "[" + stem + last + "," + stem + (last + 1) + ")";
  }

  private static DependencyException malformed(String text) {
    return new DependencyException(
        "expected group:artifact[:packaging[:classifier]]:version, got '" + text + "'");
  }

  /** Another file of the same artifact. */
  Coordinates withClassifier(String other) {
    return new Coordinates(groupId, artifactId, packaging, other, version);
  }

  /** What two versions of the same artifact have in common. */
  String key() {
    return LoadedArtifacts.key(groupId, artifactId, classifier);
  }
}
