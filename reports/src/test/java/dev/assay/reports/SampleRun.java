package dev.assay.reports;

import dev.assay.spec.CaseResult;
import dev.assay.spec.Close;
import dev.assay.spec.Grade;
import dev.assay.spec.Judgement;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.Rule;
import dev.assay.spec.RunManifest;
import dev.assay.spec.Standing;
import dev.assay.spec.Statement;
import dev.assay.spec.TranscriptEntry;
import dev.assay.spec.TranscriptEntry.Direction;
import dev.assay.spec.TranscriptField;
import dev.assay.spec.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A run with every verdict, made of fixed data: the same at every start. */
final class SampleRun {
  static final Instant START = Instant.parse("2026-11-22T10:15:30Z");

  /** What a hostile broker may answer with: a script, ends of XML sections, NUL, terminal colours, reversed text, Markdown. */
  static final String HOSTILE =
      "<script>alert(1)</script> ]]> \u0000 \u001b[31mred\u001b[0m \u009b5m \u202Egnp.exe \ud800 \uffff"
          + " | a | `b` [x](http://evil.example) ${7*7} \" ' &amp; \r\n- next";

  private SampleRun() {}

  static RunManifest manifest() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("os", "Linux 6.1 amd64");
    environment.put("java", "17.0.15");
    environment.put("processors", "2");
    return new RunManifest(
        "conformance",
        "0.1.0",
        "mosquitto",
        "2.0.11",
        "mqtt://127.0.0.1:1883",
        environment,
        START,
        14_320,
        List.of(
            new ProfileFact(MqttVersion.V3_1_1, "Spoken", "yes", "observed"),
            new ProfileFact(MqttVersion.V5, "Spoken", "yes", "observed"),
            new ProfileFact(MqttVersion.V5, "Receive Maximum", "20", "CONNACK"),
            new ProfileFact(MqttVersion.V5, "Topic Alias Maximum", "10", "CONNACK"),
            new ProfileFact(MqttVersion.V5, "Maximum QoS", "2", "default of 3.2.2.3.4"),
            new ProfileFact(MqttVersion.V5, "Overlapping subscriptions", "one copy", "observed")),
        List.of("--mqtt", "5.0", "--strict"));
  }

  /** The same of a target of which this is all that the probe found out. */
  static RunManifest manifestWith(ProfileFact fact) {
    RunManifest like = manifest();
    return new RunManifest(
        like.kind(),
        like.toolVersion(),
        like.targetName(),
        like.targetVersion(),
        like.targetUrl(),
        like.environment(),
        like.start(),
        like.durationMillis(),
        List.of(fact),
        like.commandLine());
  }

  static Run write(Path path) throws IOException {
    return write(path, results());
  }

  static Run write(Path path, List<CaseResult> results) throws IOException {
    return write(path, manifest(), results);
  }

  static Run write(Path path, RunManifest manifest, List<CaseResult> results) throws IOException {
    try (RunWriter writer = new RunWriter(
        RunDirectory.create(path),
        manifest,
        standing(),
        Map.of(Mqtt5.MQTT_3_1_0_1, "Only a client can break it."))) {
      writer.profiled(manifest.profile());
      writer.planned(results.size());
      results.forEach(writer::ended);
      return writer.finish(manifest);
    }
  }

  static Map<Statement, Standing> standing() {
    return Map.of(
        Mqtt5.MQTT_3_1_0_2, Standing.COVERED,
        Mqtt5.MQTT_3_1_0_1, Standing.CLIENT_DUTY,
        Mqtt311.MQTT_3_1_0_2, Standing.COVERED);
  }

  static List<CaseResult> results() {
    List<CaseResult> results = new ArrayList<>();
    results.add(secondConnect());
    results.add(badTopic());
    results.add(result("publish/retained-copy-has-retain-set", MqttVersion.V5, Verdict.WARN)
        .title("A retained message comes to a new subscriber with RETAIN set.")
        .judging(Rule.V5_DISCONNECT_BEFORE_CLOSE, Verdict.WARN)
        .expected("DISCONNECT 0x82, then close", "close")
        .actual("closed without a DISCONNECT")
        .reason("4.13.1 says that a DISCONNECT SHOULD come first.")
        .close(Close.NO_CODE)
        .build());
    results.add(result("qos2/release-after-reconnect", MqttVersion.V5, Verdict.INCONCLUSIVE)
        .title("An unfinished QoS 2 exchange goes on after a reconnect.")
        .judging(Mqtt5.MQTT_4_4_0_1, Verdict.INCONCLUSIVE)
        .expected("PUBREL with the same Packet Identifier")
        .actual("nothing within 2 s")
        .reason(
            "The quiet window ended while the machine was busy; the round trip had grown to 900 ms.")
        .build());
    results.add(result("ping/answered-at-last", MqttVersion.V5, Verdict.PASS)
        .title("A ping is answered.")
        .inconclusiveBefore(1)
        .build());
    results.add(result("shared/one-member-gets-it", MqttVersion.V5, Verdict.UNSUPPORTED)
        .title("A message to a shared subscription reaches one member.")
        .reason("CONNACK says Shared Subscription Available 0.")
        .build());
    results.add(result("connect/wrong-password", MqttVersion.V3_1_1, Verdict.NOT_EXERCISED)
        .title("A wrong password is refused.")
        .reason("No credentials were given, and this target lets everybody in.")
        .build());
    results.add(result("will/delayed", MqttVersion.V5, Verdict.ERROR)
        .title("A will waits for its delay.")
        .reason("The case itself threw IllegalStateException: no connection named watcher.")
        .build());
    results.add(result("publish/overlapping-copies", MqttVersion.V5, Verdict.INFO)
        .title("Overlapping subscriptions: one copy or several.")
        .judging(Mqtt5.MQTT_3_3_4_2, Verdict.INFO)
        .actual("one copy")
        .build());
    Random random = new Random(7);
    List<Statement> some = new ArrayList<>();
    for (Mqtt5 statement : Mqtt5.values()) {
      if (statement.party().bindsServer() && random.nextInt(3) > 0) {
        some.add(statement);
      }
    }
    for (Mqtt311 statement : Mqtt311.values()) {
      if (statement.party().bindsServer() && random.nextInt(3) > 0) {
        some.add(statement);
      }
    }
    for (Statement statement : some) {
      results.add(result(
              "kept/" + statement.name().toLowerCase(Locale.ROOT).replace('_', '-'),
              statement.version(),
              Verdict.PASS)
          .title(statement.gist())
          .judging(statement, Verdict.PASS)
          .expected("what the standard asks")
          .actual("what the standard asks")
          .grade(random.nextInt(5) == 0 ? Grade.ACCEPTABLE : Grade.BEST)
          .build());
    }
    return results;
  }

  static CaseResult secondConnect() {
    Builder builder = result("connect/second-connect-is-refused", MqttVersion.V5, Verdict.FAIL)
        .title("A client that says hello twice is refused.")
        .judging(Mqtt5.MQTT_3_1_0_2, Verdict.FAIL)
        .expected("DISCONNECT 0x82, then close", "close without a DISCONNECT")
        .actual("CONNACK 0x00, and the connection still answered a PINGREQ")
        .reason(
            "A second CONNECT on one connection is a Protocol Error: the broker has to close it.")
        .advice(
            "Look for a CONNECT handler that does not ask whether the connection is already established.")
        .reproducer(
            "printf '\\x10\\x12\\x00\\x04MQTT\\x05\\x02\\x00\\x1e\\x00\\x00\\x05alice\\x10\\x12\\x00\\x04MQTT\\x05\\x02\\x00\\x1e\\x00\\x00\\x05alice' | nc -w 2 127.0.0.1 1883 | xxd");
    builder.transcript.add(connect(1_204, null));
    builder.transcript.add(new TranscriptEntry(
        "client",
        Direction.RECEIVED,
        1_987,
        "20060000032200 0a".replace(" ", ""),
        "CONNACK",
        "Success, Topic Alias Maximum 10",
        List.of(
            new TranscriptField("Packet type and flags", 0, 1, "CONNACK", null),
            new TranscriptField("Remaining Length", 1, 1, "6", null),
            new TranscriptField("Connect Acknowledge Flags", 2, 1, "Session Present 0", null),
            new TranscriptField("Reason Code", 3, 1, "0x00 Success", null),
            new TranscriptField("Property Length", 4, 1, "3", null),
            new TranscriptField("Topic Alias Maximum", 5, 3, "10", null))));
    builder.transcript.add(connect(2_410, Mqtt5.MQTT_3_1_0_2));
    builder.transcript.add(new TranscriptEntry(
        "client",
        Direction.RECEIVED,
        3_150,
        "200600000322000a",
        "CONNACK",
        "Success, where a close was due",
        List.of(
            new TranscriptField("Packet type and flags", 0, 1, "CONNACK", Mqtt5.MQTT_3_1_0_2),
            new TranscriptField("Remaining Length", 1, 1, "6", null),
            new TranscriptField("Connect Acknowledge Flags", 2, 1, "Session Present 0", null),
            new TranscriptField("Reason Code", 3, 1, "0x00 Success", null))));
    builder.transcript.add(new TranscriptEntry(
        "client", Direction.SENT, 3_320, "c000", "PINGREQ", "still there?", List.of()));
    builder.transcript.add(new TranscriptEntry(
        "client", Direction.RECEIVED, 3_641, "d000", "PINGRESP", "", List.of()));
    builder.transcript.add(new TranscriptEntry(
        "client", Direction.EVENT, 3_700, "", "left open", "the broker still answers", List.of()));
    return builder.build();
  }

  static CaseResult badTopic() {
    Builder builder = result("publish/wildcard-in-topic-name", MqttVersion.V3_1_1, Verdict.FAIL)
        .title("A PUBLISH to a Topic Name with a wildcard is refused.")
        .judging(Mqtt311.MQTT_3_3_2_2, Verdict.FAIL)
        .expected("close")
        .actual("the message was delivered to a subscriber of a/+")
        .reason(
            "A Topic Name in a PUBLISH never contains a wildcard; a receiver closes the connection.")
        .advice(
            "Look at the place where Topic Names are validated: it may only be called for subscriptions.")
        .reproducer("mosquitto_pub -V mqttv311 -t 'a/+' -m x");
    builder.transcript.add(new TranscriptEntry(
        "publisher",
        Direction.SENT,
        812,
        "30470003612f2b" + "78".repeat(66),
        "PUBLISH",
        "QoS 0 to a/+",
        List.of(
            new TranscriptField("Packet type and flags", 0, 1, "PUBLISH, QoS 0", null),
            new TranscriptField("Remaining Length", 1, 1, "71", null),
            new TranscriptField("Topic Name", 2, 5, "a/+", Mqtt311.MQTT_3_3_2_2),
            new TranscriptField("Payload", 7, 66, "x".repeat(66), null))));
    return builder.build();
  }

  static CaseResult hostile() {
    Builder builder = result("hostile/answers", MqttVersion.V5, Verdict.FAIL)
        .title("What a broker sends does no harm.")
        .judging(Mqtt5.MQTT_3_1_0_2, Verdict.FAIL)
        .expected("close")
        .actual(HOSTILE)
        .reason("Reason String was " + HOSTILE)
        .advice(HOSTILE)
        .reproducer(HOSTILE);
    builder.transcript.add(new TranscriptEntry(
        HOSTILE,
        Direction.RECEIVED,
        1,
        "3c736372697074",
        HOSTILE,
        HOSTILE,
        List.of(new TranscriptField(HOSTILE, 0, 7, HOSTILE, Mqtt5.MQTT_3_1_0_2))));
    return builder.build();
  }

  private static TranscriptEntry connect(long timeMicros, @Nullable Statement broken) {
    return new TranscriptEntry(
        "client",
        Direction.SENT,
        timeMicros,
        "101200044d5154540502001e000005616c696365",
        "CONNECT",
        "MQTT 5.0, client identifier \"alice\"",
        List.of(
            new TranscriptField("Packet type and flags", 0, 1, "CONNECT", broken),
            new TranscriptField("Remaining Length", 1, 1, "18", null),
            new TranscriptField("Protocol Name", 2, 6, "MQTT", null),
            new TranscriptField("Protocol Version", 8, 1, "5", null),
            new TranscriptField("Connect Flags", 9, 1, "0b0000_0010 Clean Start", null),
            new TranscriptField("Keep Alive", 10, 2, "30 s", null),
            new TranscriptField("Property Length", 12, 1, "0", null),
            new TranscriptField("Client Identifier", 13, 7, "alice", null)));
  }

  static Builder result(String caseId, MqttVersion version, Verdict verdict) {
    return new Builder(caseId, version, verdict);
  }

  /** A result, with defaults for what a test does not care about. */
  static final class Builder {
    private final String caseId;
    private final MqttVersion version;
    private final Verdict verdict;
    private final List<Statement> statements = new ArrayList<>();
    private final List<Judgement> judgements = new ArrayList<>();
    final List<TranscriptEntry> transcript = new ArrayList<>();
    private String title = "";
    private String advice = "";
    private String actual = "";
    private String reason = "";
    private String reproducer = "";
    private String transport = "tcp";
    private Close close = Close.OPEN;
    private @Nullable Grade grade;
    private List<String> expected = List.of();
    private int inconclusiveBefore;

    private Builder(String caseId, MqttVersion version, Verdict verdict) {
      this.caseId = caseId;
      this.version = version;
      this.verdict = verdict;
      this.grade = verdict == Verdict.PASS ? Grade.BEST : null;
    }

    Builder judging(Statement statement, Verdict found) {
      return judging(statement, statement.demands().get(0), found);
    }

    Builder judging(Statement statement, String demand, Verdict found) {
      statements.add(statement);
      judgements.add(new Judgement(
          statement,
          demand,
          found,
          found == Verdict.PASS ? Grade.BEST : null,
          Close.OPEN,
          List.of("close"),
          "left open",
          "a close was due",
          false));
      return this;
    }

    Builder departing(Statement statement, Verdict found, String... ways) {
      statements.add(statement);
      judgements.add(new Judgement(
          statement,
          statement.demands().get(0),
          found,
          null,
          Close.OPEN,
          List.of("close"),
          "left open",
          String.join("; ", ways),
          false,
          List.of(ways)));
      return this;
    }

    Builder covering(Statement statement) {
      statements.add(statement);
      return this;
    }

    Builder title(String text) {
      title = text;
      return this;
    }

    Builder advice(String text) {
      advice = text;
      return this;
    }

    Builder actual(String text) {
      actual = text;
      return this;
    }

    Builder reason(String text) {
      reason = text;
      return this;
    }

    Builder reproducer(String text) {
      reproducer = text;
      return this;
    }

    Builder transport(String text) {
      transport = text;
      return this;
    }

    Builder close(Close how) {
      close = how;
      return this;
    }

    Builder grade(Grade how) {
      grade = how;
      return this;
    }

    Builder inconclusiveBefore(int times) {
      inconclusiveBefore = times;
      return this;
    }

    Builder expected(String... outcomes) {
      expected = List.of(outcomes);
      return this;
    }

    CaseResult build() {
      return new CaseResult(
          caseId,
          title,
          advice,
          version,
          transport,
          statements,
          verdict,
          grade,
          close,
          judgements,
          expected,
          actual,
          reason,
          12,
          transcript,
          reproducer,
          List.of("127.0.0.1:40412"),
          inconclusiveBefore);
    }
  }
}
