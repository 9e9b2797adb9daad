package dev.assay.broker.scale;

import dev.assay.broker.ReferenceBroker;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A broker in a process of its own, where nothing else needs memory, which says on request how much it uses. */
final class MeasuredBroker implements AutoCloseable {
  private static final int COLLECTIONS = 3;

  /** After a collection; {@code directBytes} is what Netty and the JDK hold outside of the heap. */
  record Memory(long heapBytes, long directBytes) {
    long bytes() {
      return heapBytes + directBytes;
    }
  }

  private final Process process;
  private final BufferedReader out;
  private final PrintWriter in;
  private final int port;

  private MeasuredBroker(Process process) throws IOException {
    this.process = process;
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    in = new PrintWriter(
        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), true);
    port = Integer.parseInt(answer());
  }

  /** @param heap as {@code -Xmx} takes it */
  static MeasuredBroker start(String heap, @Nullable Path data) throws IOException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + heap,
        "-XX:+IgnoreUnrecognizedVMOptions",
        "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        MeasuredBroker.class.getName()));
    if (data != null) {
      command.add(data.toString());
    }
    Process process =
        new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    return new MeasuredBroker(process);
  }

  int port() {
    return port;
  }

  /** The process, for {@code jmap}. */
  long pid() {
    return process.pid();
  }

  /** What it uses now, after a collection. */
  Memory memory() throws IOException {
    in.println("memory");
    String[] words = answer().split(" ", -1);
    return new Memory(Long.parseLong(words[0]), Long.parseLong(words[1]));
  }

  private String answer() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the broker ended; what it said stands above");
    }
    return line;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] arguments) throws IOException {
    Path data = arguments.length == 0 ? null : Path.of(arguments[0]);
    try (ReferenceBroker broker =
        ReferenceBroker.start(ReferenceBroker.options().withData(data))) {
      System.out.println(broker.port());
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      // ends with the process that asks, should that forget to end it
      while (in.readLine() != null) {
        System.out.println(heapBytes() + " " + directBytes());
      }
    }
  }

  private static long heapBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Netty counts what it takes past the JDK itself; where it takes nothing past it, the JDK counts all. */
  private static long directBytes() {
    long ofJdk = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
    return Math.max(ofJdk, 0) + Math.max(PlatformDependent.usedDirectMemory(), 0);
  }
}
