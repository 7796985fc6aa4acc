package lungo.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which process a run belongs to, so that one that was killed can be told from one that goes on.
 *
 * @param pid its number
 * @param started when it started, milliseconds since 1970; 0 if the system does not say
 * @param host the machine's name, empty if unknown
 */
record ProcessMark(long pid, long started, String host) {

  /** Linux reckons the start from the boot's time, in whole seconds, which a clock's step moves. */
  private static final long TOLERANCE_MILLIS = 2000;

  static ProcessMark current() {
    ProcessHandle own = ProcessHandle.current();
    return new ProcessMark(own.pid(), started(own), hostName());
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return Objects.requireNonNullElse(System.getenv("COMPUTERNAME"), "");
    }
  }

  /** The most resident memory that this process held so far, where the system tells. */
  static OptionalLong peakBytes() {
    try {
      return Files.readString(Path.of("/proc/self/status"))
          .lines()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Whether it is, or was, of this machine. */
  boolean isHere() {
    return host.equals(hostName());
  }

  /** Whether it may still run; of another machine nobody can tell, so it counts as alive. */
  boolean isAlive() {
    if (!host.equals(hostName())) {
      return true;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    return process.isPresent()
        && (started == 0
            || started(process.get()) == 0
            || Math.abs(started(process.get()) - started) <= TOLERANCE_MILLIS);
  }
}
