package lungo.kernel.execution;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Scanner;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Which open file a thread waits for in a system call, as Linux tells of each thread in {@code
 * /proc/self/task} (proc(5)).
 */
final class AwaitedFiles {

  /** A thread's numbers in Java and in Linux, as a thread dump has them; decimal since JDK 21. */
  private static final Pattern THREAD =
      Pattern.compile("^\"[^\n]*\" #(\\d+) [^\n]*\\bnid=(0x)?(\\p{XDigit}+)", Pattern.MULTILINE);

  /**
   * The numbers of system calls on a kind of processor.
   *
   * @param polls poll and ppoll; their first argument is the address of records that begin with the
   *     file
   * @param transfers read, write, connect, accept, send, receive and their kin; their first
   *     argument is the file
   */
  private record Calls(Set<Integer> polls, Set<Integer> transfers) {}

  /** By the names that os.arch has: syscall_64.tbl and asm-generic/unistd.h of Linux. */
  private static final Map<String, Calls> CALLS =
      Map.of(
          "amd64", new Calls(Set.of(7, 271), Set.of(0, 1, 19, 20, 42, 43, 44, 45, 46, 47, 288)),
          "aarch64",
              new Calls(Set.of(73), Set.of(63, 64, 65, 66, 202, 203, 206, 207, 211, 212, 242)));

  private final Calls calls =
      CALLS.getOrDefault(System.getProperty("os.arch"), new Calls(Set.of(), Set.of()));
  private final Map<Long, Long> numbers = new HashMap<>();

  /**
   * The file's number.
   *
   * @param thread a thread of this process
   * @return none if it has ended, runs, or waits for something else
   * @throws IOException if the system does not tell
   * @throws JMException if the virtual machine does not tell of its threads
   */
  OptionalInt of(Thread thread) throws IOException, JMException {
    if (!numbers.containsKey(thread.getId())) {
      readNumbers();
    }
    Long number = numbers.get(thread.getId());
    return number == null ? OptionalInt.empty() : ofTask(number);
  }

  private void readNumbers() throws JMException {
    Object dump =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "threadPrint",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    Matcher threads = THREAD.matcher(String.valueOf(dump));
    while (threads.find()) {
      int radix = threads.group(2) == null ? 10 : 16;
      numbers.put(Long.valueOf(threads.group(1)), Long.valueOf(threads.group(3), radix));
    }
  }

  /** The file of "number 0x-argument …"; a thread that runs has no such line. */
  private OptionalInt ofTask(long task) throws IOException {
    var words = new Scanner(Files.readString(Path.of("/proc/self/task/" + task + "/syscall")));
    if (!words.hasNextInt()) {
      return OptionalInt.empty();
    }
    int call = words.nextInt();
    long argument = Long.parseUnsignedLong(words.next().substring("0x".length()), 16);
    if (calls.transfers.contains(call)) {
      return OptionalInt.of((int) argument);
    }
    return calls.polls.contains(call) ? OptionalInt.of(intAt(argument)) : OptionalInt.empty();
  }

  private static int intAt(long address) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    try (FileChannel memory = FileChannel.open(Path.of("/proc/self/mem"))) {
      memory.read(bytes, address);
    }
    return bytes.getInt(0);
  }
}
