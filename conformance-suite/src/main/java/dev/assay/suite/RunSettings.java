package dev.assay.suite;

import dev.assay.client.BrokerUrl;
import dev.assay.client.ClientTls;
import dev.assay.client.Network;
import dev.assay.client.Segments;
import dev.assay.client.Transcript;
import dev.assay.codec.packet.Payload;
import dev.assay.spec.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to do. Begin with {@link #of} and change by the {@code with} methods.
 *
 * @param url of the target
 * @param userName to connect with, or null
 * @param password to connect with, or null; in 3.1.1 only beside a user name
 * @param versions asked for; empty for whatever the target speaks. A version asked for and not spoken is an error
 * @param selection which of the cases
 * @param clientIdPrefix of every Client Identifier: 0 to 8 characters of 0-9, a-z, A-Z
 * @param topicPrefix first levels of every topic, without wildcards
 * @param workers how many cases run at a time at most, at least 1
 * @param connectionsMax how many connections the target grants at a time, at least {@value #CONNECTIONS_AT_LEAST}, or
 *     {@link #CONNECTIONS_UNKNOWN}: then the run finds out
 * @param exclusive whether nobody else uses the target
 * @param timeScale factor on every wait, above 0: more than 1 for a slow target. Less than 1 leaves quiet windows as they are
 * @param retries how often a case that failed is played again to see whether it fails each time, at least 0
 * @param segments in which pieces the clients send
 * @param setup what the target is set up to refuse
 * @param network over which the target is reached
 */
public record RunSettings(
    BrokerUrl url,
    @Nullable String userName,
    @Nullable Payload password,
    Set<MqttVersion> versions,
    Selection selection,
    String clientIdPrefix,
    String topicPrefix,
    int workers,
    int connectionsMax,
    boolean exclusive,
    double timeScale,
    int retries,
    Segments segments,
    Setup setup,
    Network network) {

  /** To be found out. */
  public static final int CONNECTIONS_UNKNOWN = 0;

  /** As many connections as a run likes. */
  public static final int CONNECTIONS_UNLIMITED = Integer.MAX_VALUE;

  /** With fewer hardly a case could be played: one that publishes, one that subscribes, and who looks whether all is well. */
  public static final int CONNECTIONS_AT_LEAST = 3;

  private static final int PREFIX_MAX = 8;

  private static final Pattern CLIENT_ID_PREFIX =
      Pattern.compile("[0-9a-zA-Z]{0," + PREFIX_MAX + "}");

  private static final Pattern TOPIC_PREFIX = Pattern.compile("[^+#/$\u0000]+(/[^+#/\u0000]+)*");

  /** So many are enough for nearly every case. */
  private static final int CONNECTIONS_OF_A_CASE = 8;

  public RunSettings {
    versions = Set.copyOf(versions);
    if (!CLIENT_ID_PREFIX.matcher(clientIdPrefix).matches()) {
      throw new IllegalArgumentException("client id prefix must be 0.." + PREFIX_MAX
          + " characters of 0-9, a-z, A-Z, was \"" + clientIdPrefix + "\"");
    }
    if (!TOPIC_PREFIX.matcher(topicPrefix).matches()) {
      throw new IllegalArgumentException(
          "topic prefix must be topic levels without wildcards and without a leading '/' or '$',"
              + " was \"" + topicPrefix + "\"");
    }
    atLeast("workers", 1, workers);
    if (connectionsMax != CONNECTIONS_UNKNOWN) {
      atLeast("connections", CONNECTIONS_AT_LEAST, connectionsMax);
    }
    atLeast("retries", 0, retries);
    if (!(timeScale > 0) || Double.isInfinite(timeScale)) {
      throw new IllegalArgumentException("time scale must be above 0, was " + timeScale);
    }
  }

  private static void atLeast(String what, int min, int value) {
    if (value < min) {
      throw new IllegalArgumentException(what + " must be at least " + min + ", was " + value);
    }
  }

  /** All cases against {@code url}, with its user info, in the versions that it speaks. */
  public static RunSettings of(BrokerUrl url) {
    String secret = url.password();
    return new Draft(url, url.userName(), secret == null ? null : Payload.of(secret)).settings();
  }

  public RunSettings withCredentials(@Nullable String user, @Nullable Payload secret) {
    return with(the -> {
      the.userName = user;
      the.password = secret;
    });
  }

  public RunSettings withVersions(Set<MqttVersion> asked) {
    return with(the -> the.versions = asked);
  }

  public RunSettings withSelection(Selection chosen) {
    return with(the -> the.selection = chosen);
  }

  /** The cases whose ids match one of these globs. */
  public RunSettings withCases(List<String> globs) {
    return withSelection(
        new Selection(globs, selection.sections(), selection.statements(), selection.tags()));
  }

  public RunSettings withPrefixes(String clientId, String topic) {
    return with(the -> {
      the.clientIdPrefix = clientId;
      the.topicPrefix = topic;
    });
  }

  public RunSettings withWorkers(int count) {
    return with(the -> the.workers = count);
  }

  public RunSettings withConnectionsMax(int count) {
    return with(the -> the.connectionsMax = count);
  }

  public RunSettings withExclusive(boolean alone) {
    return with(the -> the.exclusive = alone);
  }

  public RunSettings withTimeScale(double factor) {
    return with(the -> the.timeScale = factor);
  }

  public RunSettings withRetries(int count) {
    return with(the -> the.retries = count);
  }

  public RunSettings withSegments(Segments pieces) {
    return with(the -> the.segments = pieces);
  }

  public RunSettings withSetup(Setup known) {
    return with(the -> the.setup = known);
  }

  public RunSettings withTls(ClientTls changed) {
    return with(the -> the.url = url.withTls(changed));
  }

  public RunSettings withNetwork(Network reached) {
    return with(the -> the.network = reached);
  }

  /** A transcript of connections to the target that begins now. */
  Transcript transcript() {
    return new Transcript(secrets(), network);
  }

  /** Whether the cases have to do with few connections. */
  boolean isLimited() {
    return connectionsMax != CONNECTIONS_UNLIMITED && connectionsMax != CONNECTIONS_UNKNOWN;
  }

  /** How many cases run at a time: fewer where connections are scarce. */
  int workersAtATime() {
    return isLimited()
        ? Math.min(workers, Math.max(1, connectionsMax / CONNECTIONS_OF_A_CASE))
        : workers;
  }

  /** How many connections one case may have at a time, beside the one that looks whether the broker still serves. */
  int connectionsOfACase() {
    return isLimited() ? connectionsMax / workersAtATime() - 1 : CONNECTIONS_UNLIMITED;
  }

  private RunSettings with(Consumer<Draft> change) {
    Draft draft = new Draft(url, userName, password);
    draft.versions = versions;
    draft.selection = selection;
    draft.clientIdPrefix = clientIdPrefix;
    draft.topicPrefix = topicPrefix;
    draft.workers = workers;
    draft.connectionsMax = connectionsMax;
    draft.exclusive = exclusive;
    draft.timeScale = timeScale;
    draft.retries = retries;
    draft.segments = segments;
    draft.setup = setup;
    draft.network = network;
    change.accept(draft);
    return draft.settings();
  }

  /** Settings in the making. */
  private static final class Draft {
    private BrokerUrl url;
    private @Nullable String userName;
    private @Nullable Payload password;
    private Set<MqttVersion> versions = Set.of();
    private Selection selection = Selection.ALL;
    private String clientIdPrefix = "";
    private String topicPrefix = "assay";
    private int workers = 64;
    private int connectionsMax = CONNECTIONS_UNKNOWN;
    private boolean exclusive;
    private double timeScale = 1;
    private int retries = 1;
    private Segments segments = Segments.WHOLE;
    private Setup setup = Setup.UNKNOWN;
    private Network network = Network.SOCKETS;

    Draft(BrokerUrl url, @Nullable String userName, @Nullable Payload password) {
      this.url = url;
      this.userName = userName;
      this.password = password;
    }

    RunSettings settings() {
      return new RunSettings(
          url,
          userName,
          password,
          versions,
          selection,
          clientIdPrefix,
          topicPrefix,
          workers,
          connectionsMax,
          exclusive,
          timeScale,
          retries,
          segments,
          setup,
          network);
    }
  }

  /** What must not show up anywhere. */
  public List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    if (userName != null) {
      secrets.add(userName);
    }
    if (password != null) {
      secrets.add(new String(password.toBytes(), StandardCharsets.UTF_8));
    }
    if (setup.wrongUser() != null) {
      secrets.add(setup.wrongUser());
    }
    if (setup.wrongPassword() != null) {
      secrets.add(new String(setup.wrongPassword().toBytes(), StandardCharsets.UTF_8));
    }
    return secrets;
  }

  /** Neither user name nor password. */
  @Override
  public String toString() {
    return "RunSettings[url=" + url.masked() + ", versions=" + versions + ", selection=" + selection
        + ", workers=" + workers + ", exclusive=" + exclusive + ", timeScale=" + timeScale + "]";
  }
}
