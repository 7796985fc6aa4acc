package lungo.kernel.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lungo.kernel.classpath.JdkPackages;

/**
 * The classes that a kernel loads at its start, as the virtual machine maps them into memory: an
 * AOT cache (JEP 483, JEP 514) where the JDK makes one in one step, from 25, before that an archive
 * of class data sharing (JEP 310); both are made by a rehearsal. It is good for one JDK and one set
 * of jars; the virtual machine checks both and does without an archive that does not fit, so that
 * it can make a start fast but never break it. Beside it lie {@link JdkPackages}.
 */
public final class StartupArchive {

  private static final String NOTES = "startup.txt";
  private static final String PACKAGES = "startup-packages.txt";

  /** All that making an archive leaves, by whatever JDK. */
  static final List<String> FILES =
      Stream.concat(Stream.of(Kind.values()).map(kind -> kind.file), Stream.of(NOTES, PACKAGES))
          .toList();

  /** The forms of an archive, and what java is told about them. */
  private enum Kind {
    /**
     * In two steps: the rehearsal lists its classes, of which an archive is made that takes the
     * place of the JDK's own. One on top of the JDK's (JEP 350) takes one step, and a start from it
     * some percent longer: of the JDK's most classes are not used, but they lie between the others,
     * so that there are more pages to be copied when classes are linked.
     */
    CLASS_DATA_SHARING("startup.jsa", "-XX:DumpLoadedClassList=", "-XX:SharedArchiveFile="),
    AOT_CACHE("startup.aot", "-XX:AOTCacheOutput=", "-XX:AOTCache=");

    private static final int IN_ONE_STEP = 25;

    /**
     * The cache also tells later starts which methods the rehearsal had translated, and how (JEP
     * 515). Profiles of them would have C2 translate much of javac while the first cell waits; but
     * what the rehearsal had from C1 without counters is had from C1 without counters at once,
     * which is quicker to make and to run than code that counts for C2. So that C2 stays for what
     * users and libraries run hot, the JDK's base is left out.
     */
    private static final List<String> ALL_BY_C1 =
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=0.2",
            "-XX:-Inline",
            "-XX:CompileCommand=exclude,java.*::*",
            "-XX:CompileCommand=exclude,sun.*::*",
            "-XX:CompileCommand=exclude,jdk.internal.misc.*::*",
            "-XX:CompileCommand=exclude,jdk.internal.util.*::*",
            "-XX:CompileCommand=exclude,jdk.internal.math.*::*");

    /**
     * The archive at the addresses that it was made for. At others, which the JDK prefers, each of
     * its pointers has to be changed first, a fifth of the time until {@code main}. Where the
     * addresses are taken, others are. The JDKs that make caches do that quicker.
     */
    private static final List<String> WHERE_IT_WAS =
        List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");

    private final String file;
    private final String make;
    private final String use;

    Kind(String file, String make, String use) {
      this.file = file;
      this.make = make;
      this.use = use;
    }

    static Kind of(Jdk jdk) {
      return jdk.feature() < IN_ONE_STEP ? CLASS_DATA_SHARING : AOT_CACHE;
    }

    /** Options of the rehearsal, which leaves the archive, or the list of its classes. */
    List<String> rehearsing(Path result) {
      Stream<String> how = this == AOT_CACHE ? ALL_BY_C1.stream() : Stream.of();
      return Stream.concat(how, quietly(make + result)).toList();
    }

    /** Options that make an archive of listed classes. */
    List<String> making(Path archive, Path classes) {
      Stream<String> how = Stream.of("-Xshare:dump", "-XX:SharedClassListFile=" + classes);
      return Stream.concat(how, quietly(use + archive)).toList();
    }

    List<String> using(Path archive) {
      Stream<String> where = this == CLASS_DATA_SHARING ? WHERE_IT_WAS.stream() : Stream.of();
      return Stream.concat(where, quietly(use + archive)).toList();
    }

    private Stream<String> quietly(String option) {
      Stream<String> quiet =
          this == AOT_CACHE
              ? Stream.of("-Xlog:aot*=off", "-Xlog:cds*=off")
              : Stream.of("-Xlog:cds*=off");
      return Stream.concat(Stream.of(option), quiet);
    }
  }

  private final Path folder;
  private final Launch launch;
  private final Kind kind;

  /**
   * The archive of a kernel, which may not have been made.
   *
   * @param folder the folder with {@code kernel.json}
   * @param launch how the kernel starts
   */
  public StartupArchive(Path folder, Launch launch) {
    this.folder = folder;
    this.launch = launch;
    kind = Kind.of(launch.jdk());
  }

  /**
   * The archive's file.
   *
   * @return a path, also if there is no such file
   */
  public Path file() {
    return folder.resolve(kind.file);
  }

  /**
   * Why the archive will not be used.
   *
   * @return a reason for the user; empty if it is there and fits
   */
  public Optional<String> fault() {
    if (!Files.isRegularFile(file()) || !Files.isRegularFile(notes())) {
      return Optional.of("there is none");
    }
    try {
      List<String> then = Files.readAllLines(notes());
      List<String> now = fingerprint();
      if (then.isEmpty() || !then.get(0).equals(now.get(0))) {
        return Optional.of("it was made by another JDK than " + launch.jdk().version());
      }
      return then.equals(now)
          ? Optional.empty()
          : Optional.of("the jars or options have changed since it was made");
    } catch (IOException e) {
      return Optional.of("it cannot be read: " + e);
    }
  }

  /**
   * Makes the archive, in place of what was there; takes about ten seconds.
   *
   * @throws InstallException if the rehearsal fails or the result is not used; there is no archive
   *     then
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void make() throws InstallException, InterruptedException {
    Path made = folder.resolve(kind.file + ".new");
    Path classes = folder.resolve(kind.file + ".classes");
    try {
      delete();
      notePackages();
      Path rehearsed = kind == Kind.CLASS_DATA_SHARING ? classes : made;
      Rehearsal.run(command(withPackages(kind.rehearsing(rehearsed))), launch.environment());
      if (kind == Kind.CLASS_DATA_SHARING) {
        java(kind.making(made, classes), List.of());
      }
      Files.move(made, file(), StandardCopyOption.REPLACE_EXISTING);
      Files.write(notes(), fingerprint());
      if (!isUsed()) {
        delete();
        throw new InstallException("java does not use the start-up archive that it made");
      }
    } catch (IOException e) {
      throw new InstallException("no start-up archive could be made: " + e.getMessage(), e);
    } finally {
      made.toFile().delete();
      classes.toFile().delete();
    }
  }

  /**
   * What makes java use the archive, and say nothing if it does not fit.
   *
   * @return options; none if there is no archive
   */
  public List<String> options() {
    if (!Files.isRegularFile(file())) {
      return List.of();
    }
    return withPackages(kind.using(file()));
  }

  private List<String> withPackages(List<String> options) {
    var all = new ArrayList<>(options);
    all.add("-D" + JdkPackages.PROPERTY + "=" + packages());
    return all;
  }

  private void notePackages() throws IOException, InterruptedException {
    java(List.of(), List.of(JdkPackages.class.getName(), packages().toString()));
  }

  /** Starts java as the kernel is started, for something else. */
  private void java(List<String> options, List<String> what)
      throws IOException, InterruptedException {
    List<String> words = command(options);
    words.remove(0);
    words.removeAll(List.of(Launch.MAIN, Launch.CONNECTION_FILE));
    words.addAll(what);
    try {
      Jdk.run(launch.jdk().java(), words.toArray(String[]::new));
    } catch (InstallException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Path packages() {
    return folder.resolve(PACKAGES);
  }

  /**
   * Whether a virtual machine that starts now takes its classes from the archive.
   *
   * @return what a trial start says
   * @throws IOException if java cannot be started
   * @throws InterruptedException if the calling thread is interrupted
   */
  public boolean isUsed() throws IOException, InterruptedException {
    var words = command(options());
    words.remove(words.size() - 1); // without a connection file it ends at once
    words.add(words.size() - 1, "-Xlog:class+load:stdout");
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output
        .lines()
        .anyMatch(line -> line.contains(Launch.MAIN + " ") && line.contains("shared objects file"));
  }

  private List<String> command(List<String> options) {
    return new ArrayList<>(launch.kernelCommand(UserOptions.in(folder), options));
  }

  private Path notes() {
    return folder.resolve(NOTES);
  }

  private void delete() throws IOException {
    for (String file : FILES) {
      Files.deleteIfExists(folder.resolve(file));
    }
  }

  /** The JDK, then all else that an archive depends on. */
  private List<String> fingerprint() throws IOException {
    var state = new StringBuilder();
    for (Path jar : launch.jars()) {
      state.append(jar).append(' ').append(Files.size(jar)).append(' ');
      state.append(Files.getLastModifiedTime(jar).toMillis()).append('\n');
    }
    state.append(launch.kernelCommand(UserOptions.in(folder), List.of()));
    for (Path file : launch.optionFiles(UserOptions.in(folder))) {
      state.append(Files.exists(file) ? Files.readString(file) : "");
    }
    return List.of(
        "jdk " + launch.jdk().version() + " " + launch.jdk().home(), "all " + sha256(state));
  }

  private static String sha256(CharSequence text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
