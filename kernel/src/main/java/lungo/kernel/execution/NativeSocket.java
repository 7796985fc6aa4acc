package lungo.kernel.execution;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A socket of this process by its number alone; through the JDK's own access to sockets. */
final class NativeSocket {

  private static final int SHUT_RDWR = 2;
  private static final int CONNECT_MILLIS = 100;

  private final Class<?> net;
  private final Object descriptor;

  NativeSocket(int number) throws ReflectiveOperationException {
    net = Class.forName("sun.nio.ch.Net");
    Method of = Class.forName("sun.nio.ch.IOUtil").getDeclaredMethod("newFD", int.class);
    of.setAccessible(true);
    descriptor = of.invoke(null, number);
  }

  /** Ends all that waits for it, as shutdown(2) does; it cannot be used any more. */
  void shutDown() throws ReflectiveOperationException {
    Method shutdown = net.getDeclaredMethod("shutdown", FileDescriptor.class, int.class);
    shutdown.setAccessible(true);
    shutdown.invoke(null, descriptor, SHUT_RDWR);
  }

  /** Lets a call of accept on it return, with a connection that is closed at once. */
  void knock() throws ReflectiveOperationException, IOException {
    Method localAddress = net.getDeclaredMethod("localAddress", FileDescriptor.class);
    localAddress.setAccessible(true);
    var local = (InetSocketAddress) localAddress.invoke(null, descriptor);
    InetAddress host =
        local.getAddress().isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress()
            : local.getAddress();
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, local.getPort()), CONNECT_MILLIS);
    }
  }
}
