package dev.assay.suite;

import dev.assay.client.BrokerUrl;
import dev.assay.codec.packet.Payload;
import dev.assay.spec.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to do. Begin with {@link #of} and change by the {@code with} methods.
 *
 * @param url of the target
 * @param userName to connect with, or null
 * @param password to connect with, or null; in 3.1.1 only beside a user name
 * @param versions asked for; empty for whatever the target speaks. A version asked for and not spoken is an error
 * @param cases globs over case ids ({@code *} any characters, {@code ?} one); empty for all
 * @param clientIdPrefix of every Client Identifier: 0 to 8 characters of 0-9, a-z, A-Z
 * @param topicPrefix first levels of every topic, without wildcards
 * @param workers how many cases run at a time, at least 1
 * @param exclusive whether nobody else uses the target
 * @param timeScale factor on every wait, above 0: more than 1 for a slow target. Less than 1 leaves quiet windows as they are
 */
public record RunSettings(
    BrokerUrl url,
    @Nullable String userName,
    @Nullable Payload password,
    Set<MqttVersion> versions,
    List<String> cases,
    String clientIdPrefix,
    String topicPrefix,
    int workers,
    boolean exclusive,
    double timeScale) {

  private static final int WORKERS = 64;
  private static final int PREFIX_MAX = 8;

  public RunSettings {
    versions = Set.copyOf(versions);
    cases = List.copyOf(cases);
    if (!clientIdPrefix.matches("[0-9a-zA-Z]{0," + PREFIX_MAX + "}")) {
      throw new IllegalArgumentException("client id prefix must be 0.." + PREFIX_MAX
          + " characters of 0-9, a-z, A-Z, was \"" + clientIdPrefix + "\"");
    }
    if (!topicPrefix.matches("[^+#/$\u0000]+(/[^+#/\u0000]+)*")) {
      throw new IllegalArgumentException(
          "topic prefix must be topic levels without wildcards and without a leading '/' or '$',"
              + " was \"" + topicPrefix + "\"");
    }
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be at least 1, was " + workers);
    }
    if (!(timeScale > 0)) {
      throw new IllegalArgumentException("time scale must be above 0, was " + timeScale);
    }
  }

  /** All cases against {@code url}, with its user info, in the versions that it speaks. */
  public static RunSettings of(BrokerUrl url) {
    String password = url.password();
    return new RunSettings(
        url,
        url.userName(),
        password == null ? null : Payload.of(password),
        Set.of(),
        List.of(),
        "",
        "assay",
        WORKERS,
        false,
        1);
  }

  public RunSettings withCredentials(@Nullable String user, @Nullable Payload secret) {
    return new RunSettings(
        url,
        user,
        secret,
        versions,
        cases,
        clientIdPrefix,
        topicPrefix,
        workers,
        exclusive,
        timeScale);
  }

  public RunSettings withVersions(Set<MqttVersion> asked) {
    return new RunSettings(
        url,
        userName,
        password,
        asked,
        cases,
        clientIdPrefix,
        topicPrefix,
        workers,
        exclusive,
        timeScale);
  }

  public RunSettings withCases(List<String> globs) {
    return new RunSettings(
        url,
        userName,
        password,
        versions,
        globs,
        clientIdPrefix,
        topicPrefix,
        workers,
        exclusive,
        timeScale);
  }

  public RunSettings withPrefixes(String clientId, String topic) {
    return new RunSettings(
        url, userName, password, versions, cases, clientId, topic, workers, exclusive, timeScale);
  }

  public RunSettings withWorkers(int count) {
    return new RunSettings(
        url,
        userName,
        password,
        versions,
        cases,
        clientIdPrefix,
        topicPrefix,
        count,
        exclusive,
        timeScale);
  }

  public RunSettings withExclusive(boolean alone) {
    return new RunSettings(
        url,
        userName,
        password,
        versions,
        cases,
        clientIdPrefix,
        topicPrefix,
        workers,
        alone,
        timeScale);
  }

  public RunSettings withTimeScale(double factor) {
    return new RunSettings(
        url,
        userName,
        password,
        versions,
        cases,
        clientIdPrefix,
        topicPrefix,
        workers,
        exclusive,
        factor);
  }

  /** Whether the case with this id was asked for. */
  boolean wants(String caseId) {
    return cases.isEmpty() || cases.stream().anyMatch(glob -> matches(glob, caseId));
  }

  public static boolean matches(String glob, String caseId) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      pattern.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return caseId.matches(pattern.toString());
  }

  /** What must not show up anywhere. */
  List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    if (userName != null) {
      secrets.add(userName);
    }
    if (password != null) {
      secrets.add(new String(password.toBytes(), StandardCharsets.UTF_8));
    }
    return secrets;
  }

  /** Neither user name nor password. */
  @Override
  public String toString() {
    return "RunSettings[url=" + url.masked() + ", versions=" + versions + ", cases=" + cases
        + ", workers=" + workers + ", exclusive=" + exclusive + ", timeScale=" + timeScale + "]";
  }
}
