package dev.assay.broker.store;

import dev.assay.broker.ReferenceBroker;
import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Input;
import dev.assay.broker.net.ShellOptions;
import dev.assay.broker.rules.MqttBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A broker in a process of its own, to be killed. */
final class BrokerProcess implements AutoCloseable {
  private static final long START_SECONDS_MAX = 60;

  /** When it acknowledges. */
  enum Acknowledges {
    /** As {@code assay broker --data} does. */
    AFTER_COMMIT,
    /** Commits behind its acknowledgements: wrong, so that a test can be seen to notice. */
    BEFORE_COMMIT
  }

  private final Process process;
  private final String url;

  private BrokerProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  static BrokerProcess start(Path data, Acknowledges when) {
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        BrokerProcess.class.getName(),
        data.toString(),
        when.name());
    try {
      Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader out = new BufferedReader(
          new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = CompletableFuture.supplyAsync(() -> read(out))
          .completeOnTimeout("nothing", START_SECONDS_MAX, TimeUnit.SECONDS)
          .join();
      if (!line.startsWith("mqtt://")) {
        process.destroyForcibly();
        throw new AssertionError("the broker did not start: " + line);
      }
      return new BrokerProcess(process, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(BufferedReader out) {
    try {
      return String.valueOf(out.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return url;
  }

  /** SIGKILL, and no process when this returns. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] arguments) throws Exception {
    Path data = Path.of(arguments[0]);
    ShellOptions options = Acknowledges.valueOf(arguments[1]) == Acknowledges.AFTER_COMMIT
        ? ReferenceBroker.options().withData(data)
        : early(data);
    try (ReferenceBroker broker = ReferenceBroker.start(options)) {
      System.out.println(broker.url());
      // ends with the process that reads from it, should that forget to kill it
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /** A shell that knows of no store, and beside it one that is written from time to time. */
  private static ShellOptions early(Path data) throws StoreException {
    BrokerStore store = BrokerStore.open(data);
    List<Changes> behind = new ArrayList<>();
    ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor();
    writer.scheduleWithFixedDelay(
        () -> {
          List<Changes> group;
          synchronized (behind) {
            group = List.copyOf(behind);
            behind.clear();
          }
          try {
            store.write(group);
          } catch (StoreException e) {
            throw new UncheckedIOException(e);
          }
        },
        200,
        200,
        TimeUnit.MILLISECONDS);
    return ReferenceBroker.options()
        .withCores((memory, config, choices, sizes, outbox, witness) -> {
          BrokerCore core =
              MqttBroker.honest(store.state(), config, choices, sizes, outbox, witness);
          core.on(new Input.Restarted());
          return core;
        })
        .withSteps(step -> {
          Changes changes = store.takeChanges();
          if (changes != null) {
            synchronized (behind) {
              behind.add(changes);
            }
          }
        });
  }
}
