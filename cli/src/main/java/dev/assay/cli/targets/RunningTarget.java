package dev.assay.cli.targets;

import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.ConnectFailed;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A target that runs. It lives in a directory of its own, with every process that it starts: all of them inherit a mark in their
 * environment, by which those that outlive their parent are found. {@link #close()} leaves neither process nor file.
 */
public final class RunningTarget implements AutoCloseable {
  /** The mark in the environment of all that a target starts. */
  static final String MARK = "UNDER_ASSAY";

  /** Clean Start, no will; names the caller, so that a broker that logs it says who asked. */
  private static final Connect HELLO =
      new Connect(MqttVersion.V3_1_1, "assayready", true, 60, null, null, null, Properties.NONE);

  private static final Duration RETRY_EVERY = Duration.ofMillis(100);
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(2);
  private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(5);
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(30);

  private final Target target;
  private final Path directory;
  private final List<String> command;
  private final List<String> killing;
  private final Map<String, String> environment;
  private final Map<String, String> urls;
  private final @Nullable Path certificate;
  private final Set<Path> prepared;
  // one at a time: start, kill and restart replace it
  private volatile @Nullable Process process;
  private volatile boolean isClosed;

  private RunningTarget(
      Target target,
      Path directory,
      List<String> command,
      List<String> killing,
      Map<String, String> environment,
      Map<String, String> urls,
      @Nullable Path certificate) {
    this.target = target;
    this.directory = directory;
    this.command = command;
    this.killing = killing;
    this.environment = environment;
    this.urls = urls;
    this.certificate = certificate;
    this.prepared = isStarted() ? Set.copyOf(filesBelow(directory)) : Set.of();
  }

  private boolean isStarted() {
    return !command.isEmpty();
  }

  /**
   * Installs the target if need be, starts it, and returns once it answers a CONNECT and listens on all its ports.
   *
   * @throws TargetException if it cannot be installed or does not come up; nothing of it is left then
   */
  public static RunningTarget start(Target target) {
    target.install();
    TargetDescription description = target.description();
    if (!description.isStarted()) {
      RunningTarget there = new RunningTarget(
          target, Path.of(""), List.of(), List.of(), Map.of(), description.urls(), null);
      there.awaitReady();
      return there;
    }
    try {
      Path directory = Files.createTempDirectory("assay-target-" + target.name() + "-");
      try {
        RunningTarget running = prepare(target, directory);
        try {
          running.startProcess();
          running.awaitReady();
        } catch (TargetException e) {
          running.stopProcesses();
          throw e;
        }
        return running;
      } catch (TargetException | IllegalStateException e) {
        delete(directory);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RunningTarget prepare(Target target, Path directory) throws IOException {
    TargetDescription description = target.description();
    Certificate certificate = Certificate.makeIn(directory);
    Map<String, String> words = new LinkedHashMap<>(target.versionWords());
    words.put("dir", directory.toString());
    words.put("here", description.here().toString());
    words.put("java", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.put("classpath", target.classpath());
    words.put("certificate", certificate.certificate().toString());
    words.put("key", certificate.key().toString());
    words.put("keystore", certificate.keystore().toString());
    words.put("secret", certificate.secret());
    Placeholders places = new Placeholders(words);
    for (Map.Entry<String, String> file : description.files().entrySet()) {
      Files.writeString(
          directory.resolve(file.getKey()), places.fill(file.getValue()), StandardCharsets.UTF_8);
    }
    return new RunningTarget(
        target,
        directory,
        description.start().stream().map(places::fill).toList(),
        description.kill().stream().map(places::fill).toList(),
        filled(description.environment(), places),
        filled(description.urls(), places),
        certificate.certificate());
  }

  private static Map<String, String> filled(Map<String, String> texts, Placeholders places) {
    Map<String, String> filled = new LinkedHashMap<>();
    texts.forEach((name, text) -> filled.put(name, places.fill(text)));
    return filled;
  }

  /** What it shows on its encrypted listeners, PEM; null if it was not started by us. */
  public @Nullable Path certificate() {
    return certificate;
  }

  /** Where it listens, by transport: tcp, tls, ws, wss. */
  public Map<String, String> urls() {
    return urls;
  }

  /** The process that was started, for a look into /proc; -1 for a target that ran already. */
  public long pid() {
    Process running = process;
    return running == null ? -1 : running.pid();
  }

  /** What the target wrote: to standard output and standard error. Gone once the target is closed. */
  public Path log() {
    return directory.resolve("target.log");
  }

  /**
   * Ends it at once, as a crash would (SIGKILL), with all that it has started; its files stay for {@link #startAgain()}.
   *
   * @throws TargetException if it goes on all the same, or the command that its description has for this fails
   */
  public void kill() {
    Process running = running();
    // a broker may run below a script, which would stop it in order as soon as it is alone
    List<ProcessHandle> others = orphans();
    killElsewhere();
    running.destroyForcibly();
    others.forEach(ProcessHandle::destroyForcibly);
    await(running, ORPHAN_PATIENCE);
    orphans().forEach(ProcessHandle::destroyForcibly);
    awaitExit(others);
    checkGone();
  }

  private void killElsewhere() {
    Commands.Outcome outcome = endElsewhere();
    if (!outcome.isGood()) {
      throw TargetException.unavailable(target.name() + ": kill: expected "
          + String.join(" ", killing) + " to end it, found: " + outcome.lastLine());
    }
  }

  /** Ends what is no process below ours, if the description says how. */
  private Commands.Outcome endElsewhere() {
    return killing.isEmpty() ? new Commands.Outcome(0, "") : Commands.run(killing, KILL_PATIENCE);
  }

  /** A broker that goes on is not the one that comes back: nothing could be said of what it remembers. */
  private void checkGone() {
    long deadline = System.nanoTime() + ORPHAN_PATIENCE.toNanos();
    for (String url : urls.values()) {
      BrokerUrl open = BrokerUrl.parse(url);
      while (whetherClosed(open).isEmpty()) {
        if (System.nanoTime() > deadline) {
          throw TargetException.unavailable(target.name()
              + ": expected nothing to listen once its processes are killed, found a listener at "
              + open.masked() + "; a container needs 'kill' in its description, the command that"
              + " ends it");
        }
        pause();
      }
    }
  }

  /**
   * Stops it in order (SIGTERM); its files stay for {@link #startAgain()}.
   *
   * @return whether it ended by itself within the time that its description gives it; if not, it was killed
   */
  public boolean stop() {
    return stopProcesses();
  }

  /**
   * Starts it on the same ports with the same files, after {@link #kill()} or {@link #stop()}.
   *
   * @throws TargetException if it does not come up again, or was closed
   */
  public void startAgain() {
    try {
      startProcess();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitReady();
  }

  /**
   * Stops it if it runs, and starts it again on the same ports with the same files.
   *
   * @throws TargetException if it does not come up again
   */
  public void restart() {
    stop();
    startAgain();
  }

  /**
   * Ends it if it runs, removes what it has written, and starts it again on the same ports as if for the first time. Its log goes on.
   *
   * @throws TargetException if it does not come up again
   */
  public void restartAfresh() {
    kill();
    for (Path each : filesBelow(directory)) {
      if (!prepared.contains(each) && !each.equals(log())) {
        deleteOne(each);
      }
    }
    startAgain();
  }

  /** Stops it and removes its files. Twice does no harm. */
  @Override
  public void close() {
    if (!isStarted()) {
      return;
    }
    synchronized (this) {
      isClosed = true;
    }
    stopProcesses();
    delete(directory);
  }

  /** Whether it is over, and nothing can start it again. */
  public boolean isClosed() {
    return isClosed;
  }

  private Process running() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException(target.name() + " was not started by Assay");
    }
    return running;
  }

  /** Whoever closes it may be another thread, at Ctrl-C: nothing is started behind its back. */
  private synchronized void startProcess() throws IOException {
    if (isClosed) {
      throw TargetException.unavailable(target.name() + ": expected it to run, found it closed");
    }
    ProcessBuilder builder = new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().putAll(environment);
    builder.environment().put(MARK, mark());
    try {
      process = builder.start();
    } catch (IOException e) {
      throw TargetException.unavailable(
          target.name() + ": expected to start " + command.get(0) + ", found: " + e.getMessage());
    }
  }

  private String mark() {
    return directory.getFileName().toString();
  }

  // ---- ready

  private void awaitReady() {
    Duration patience = Duration.ofSeconds(target.description().readySeconds());
    long deadline = System.nanoTime() + patience.toNanos();
    String missing = "";
    while (System.nanoTime() < deadline) {
      missing = whatIsMissing();
      if (missing.isEmpty()) {
        return;
      }
      Process running = process;
      if (running != null && !running.isAlive()) {
        throw TargetException.unavailable(
            target.name() + ": expected it to run, found that it ended" + " with exit code "
                + running.exitValue() + "; it said: " + lastWords());
      }
      pause();
    }
    throw TargetException.unavailable(target.name() + ": expected it to be ready within "
        + patience.toSeconds() + " s, found " + missing + "; it said: " + lastWords());
  }

  /** Ready is a CONNACK with code 0, and an open port for each transport. */
  private String whatIsMissing() {
    for (Map.Entry<String, String> each : urls.entrySet()) {
      BrokerUrl url = BrokerUrl.parse(each.getValue());
      String missing = each.getKey().equals("tcp") ? whatHinders(url) : whetherClosed(url);
      if (!missing.isEmpty()) {
        return missing + " at " + url.masked();
      }
    }
    return "";
  }

  private static String whatHinders(BrokerUrl url) {
    try (WireClient client = WireClient.open(
        url, MqttVersion.V3_1_1, "ready", new Transcript(List.of()), ANSWER_PATIENCE)) {
      client.send(HELLO);
      boolean accepted = client.next() instanceof Arrival.Received received
          && received.packet() instanceof ConnAck ack
          && !ack.reasonCode().isError();
      if (accepted) {
        client.send(new Disconnect(ReasonCode.SUCCESS));
      }
      return accepted ? "" : "no CONNACK that accepts";
    } catch (ConnectFailed e) {
      return "no connection";
    }
  }

  private static String whetherClosed(BrokerUrl url) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(url.host(), url.port()), (int) ANSWER_PATIENCE.toMillis());
      return "";
    } catch (IOException e) {
      return "no connection";
    }
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log(), StandardCharsets.ISO_8859_1).stream()
          .filter(line -> !line.isBlank())
          .toList();
      return lines.isEmpty()
          ? "nothing"
          : String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    } catch (IOException e) {
      return "nothing";
    }
  }

  private static void pause() {
    try {
      Thread.sleep(RETRY_EVERY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TargetException.unavailable("interrupted while a target starts");
    }
  }

  // ---- the end

  private boolean stopProcesses() {
    Process running = process;
    boolean isClean = true;
    if (running != null && running.isAlive()) {
      running.destroy();
      isClean = await(running, Duration.ofSeconds(target.description().stopSeconds()));
      if (!isClean) {
        endElsewhere();
        running.destroyForcibly();
        await(running, ORPHAN_PATIENCE);
      }
    } else if (running != null) {
      // what it started elsewhere may go on without it
      endElsewhere();
    }
    endOrphans();
    return isClean;
  }

  private static boolean await(Process running, Duration patience) {
    try {
      return running.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !running.isAlive();
    }
  }

  /** Ends what the target started and left behind, each by its own id. */
  private void endOrphans() {
    List<ProcessHandle> orphans = orphans();
    orphans.forEach(ProcessHandle::destroy);
    awaitExit(orphans);
  }

  /** Waits for them to end, and kills those that do not. */
  private static void awaitExit(List<ProcessHandle> orphans) {
    long deadline = System.nanoTime() + ORPHAN_PATIENCE.toNanos();
    for (ProcessHandle orphan : orphans) {
      try {
        orphan.onExit().get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        orphan.destroyForcibly();
      }
    }
  }

  /** Processes of this user with the mark in their environment; none where there is no /proc. */
  private List<ProcessHandle> orphans() {
    byte[] mark = (MARK + "=" + mark() + "\0").getBytes(StandardCharsets.UTF_8);
    return ProcessHandle.allProcesses()
        .filter(each -> each.pid() != ProcessHandle.current().pid())
        .filter(each -> contains(environmentOf(each.pid()), mark))
        .toList();
  }

  private static byte[] environmentOf(long pid) {
    try {
      return Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private static boolean contains(byte[] all, byte[] part) {
    return new String(all, StandardCharsets.ISO_8859_1)
        .contains(new String(part, StandardCharsets.ISO_8859_1));
  }

  private static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    filesBelow(directory).forEach(RunningTarget::deleteOne);
  }

  /** The directory itself and all that is in it, what is deepest first. */
  private static List<Path> filesBelow(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
