package lungo.datasets;

import java.util.List;

/** The kinds of packages that sets come in, each with its own client. */
enum Registry {
  /** Debian and Ubuntu. */
  DEBIAN("apt-get"),
  /** JavaScript's packages. */
  NPM("npm"),
  /** Python's packages. */
  PYPI("pip");

  private final String program;

  Registry(String program) {
    this.program = program;
  }

  /** What brings them. */
  String program() {
    return program;
  }

  /** The command that downloads a package, as it is, into the folder that it is started in. */
  List<String> download(Parcel parcel) {
    return switch (this) {
      case DEBIAN ->
          List.of(
              program,
              "-o",
              "Acquire::Retries=1",
              "-o",
              "Acquire::http::Timeout=20",
              "download",
              parcel.name());
      case NPM -> List.of(program, "pack", "--silent", parcel.name() + "@" + parcel.version());
      case PYPI ->
          List.of(
              program,
              "download",
              "--quiet",
              "--no-deps",
              "--only-binary=:all:",
              parcel.name() + "==" + parcel.version());
    };
  }

  /** What the downloaded file's name ends with. */
  String suffix() {
    return switch (this) {
      case DEBIAN -> ".deb";
      case NPM -> ".tgz";
      case PYPI -> ".whl";
    };
  }
}
