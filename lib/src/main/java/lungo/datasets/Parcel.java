package lungo.datasets;

/**
 * The package that a set comes in.
 *
 * @param registry whose
 * @param name of the package
 * @param version of it; Debian's is that of the system's release
 * @param folder where the files lie in it
 */
record Parcel(Registry registry, String name, String version, String folder) {}
