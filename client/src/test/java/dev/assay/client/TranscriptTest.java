package dev.assay.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.TranscriptEntry;
import dev.assay.spec.TranscriptEntry.Direction;
import dev.assay.spec.TranscriptField;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TranscriptTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String PASSWORD = "open sesame";
  private static final String PASSWORD_HEX =
      HexFormat.of().formatHex(PASSWORD.getBytes(StandardCharsets.UTF_8));

  private final StubServer server = new StubServer();
  private final Transcript transcript = new Transcript(List.of(PASSWORD));

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Test
  void passwordIsMaskedInValueAndBytesAtItsFullLength() throws Exception {
    try (WireClient client = open("client")) {
      client.send(connect(PASSWORD));
    }

    TranscriptEntry sent = only(Direction.SENT);
    TranscriptField password = field(sent, "Password");
    assertThat(password.value()).isEqualTo("*".repeat(password.length()));
    assertThat(sent.hex()).endsWith("2a".repeat(PASSWORD.length()));
    assertThat(sent.hex()).hasSize(2 * (password.offset() + password.length()));
    assertNowhere();
  }

  @Test
  void passwordThatNobodyDeclaredIsMaskedAsWell() throws Exception {
    try (WireClient client = open("client")) {
      client.send(connect("made up"));
    }

    TranscriptEntry sent = only(Direction.SENT);
    assertThat(field(sent, "Password").value()).matches("[*]{7,9}");
    assertThat(sent.hex())
        .doesNotContain(HexFormat.of().formatHex("made up".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void authenticationDataIsMasked() throws Exception {
    Properties properties = Properties.builder()
        .with(PropertyId.AUTHENTICATION_METHOD, "plain")
        .with(PropertyId.AUTHENTICATION_DATA, Payload.of("token"))
        .build();
    try (WireClient client = open("client")) {
      client.send(new Connect(MqttVersion.V5, "c", true, 30, null, null, null, properties));
    }

    TranscriptEntry sent = only(Direction.SENT);
    assertThat(sent.hex())
        .doesNotContain(HexFormat.of().formatHex("token".getBytes(StandardCharsets.UTF_8)));
    assertThat(sent.toString()).doesNotContain("token");
  }

  @Test
  void secretSplitOverManySendsIsMasked() throws Exception {
    byte[] connect = Deviation.of(MqttVersion.V5, connect(PASSWORD)).bytes();
    try (WireClient client = open("client")) {
      for (byte each : connect) {
        client.sendBytes(new byte[] {each});
      }
    }

    assertThat(only(Direction.SENT).summary()).endsWith("sent in " + connect.length + " parts");
    assertNowhere();
  }

  @Test
  void secretInBytesThatNobodyCanReadIsMasked() throws Exception {
    try (WireClient client = open("client")) {
      client.send(Deviation.ofHex("00" + PASSWORD_HEX + "00"));
      client.send(Deviation.of(MqttVersion.V5, connect(PASSWORD)).withFlags(0b1111));
      server.accept();
      // the broker throws it back in two pieces, as the topic of a message and as garbage
      server.send("30 0F 00 0B" + PASSWORD_HEX + "00 78");
      server.send("00" + PASSWORD_HEX.substring(0, 8));
      server.send(PASSWORD_HEX.substring(8));
      server.closePeer();
      while (!(client.next() instanceof Arrival.Closed)) {
        assertThat(client).isNotNull();
      }
    }

    List<TranscriptEntry> received = all(Direction.RECEIVED);
    assertThat(field(received.get(0), "Topic Name").value()).isEqualTo("***********");
    assertThat(received.get(0).summary()).contains("***********");
    assertNowhere();
  }

  @Test
  void messagesAreMaskedOnRequestAndInNotes() {
    transcript.note("case", "saw", "the broker said " + PASSWORD);

    assertThat(transcript.masked(PASSWORD + "!")).isEqualTo("***********!");
    assertThat(transcript.masked(PASSWORD_HEX)).isEqualTo("*".repeat(PASSWORD_HEX.length()));
    assertNowhere();
  }

  @Test
  void entriesOfSeveralConnectionsAreInTheOrderOfTime() throws Exception {
    try (WireClient first = open("first");
        WireClient second = open("second")) {
      first.send(new PingReq());
      transcript.note("case", "note", "between");
      second.send(new PingReq());
      first.send(new PingReq());
    }

    List<TranscriptEntry> entries = transcript.entries().stream()
        .filter(e -> e.direction() == Direction.SENT || e.packet().equals("note"))
        .toList();
    assertThat(entries)
        .extracting(TranscriptEntry::connection)
        .containsExactly("first", "case", "second", "first");
    assertThat(transcript.entries()).extracting(TranscriptEntry::timeMicros).isSorted();
  }

  @Test
  void fieldsOfPacketCoverItsBytes() throws Exception {
    try (WireClient client = open("client")) {
      client.send(connect(PASSWORD));
    }

    TranscriptEntry sent = only(Direction.SENT);
    assertThat(sent.packet()).isEqualTo("CONNECT");
    assertThat(sent.summary()).startsWith("CONNECT 5.0 as \"c\", clean start, keep alive 30 s");
    assertThat(sent.fields()).extracting(TranscriptField::offset).isSorted().startsWith(0);
    TranscriptField last = sent.fields().get(sent.fields().size() - 1);
    assertThat(2 * (last.offset() + last.length())).isEqualTo(sent.hex().length());
  }

  @Test
  void connectOfAnotherVersionIsReadAsWhatItSays() throws Exception {
    try (WireClient client =
        WireClient.open(server.url(), MqttVersion.V5, "client", transcript, PATIENCE)) {
      Connect old =
          new Connect(MqttVersion.V3_1_1, "c", true, 30, null, null, null, Properties.NONE);
      client.sendBytes(Deviation.of(MqttVersion.V3_1_1, old).bytes());
    }

    assertThat(only(Direction.SENT).summary()).startsWith("CONNECT 3.1.1 as \"c\"");
  }

  @Test
  void aRefusalIsTakenDownInTheCodesOfItsVersion() throws Exception {
    try (WireClient client =
        WireClient.open(server.url(), MqttVersion.V3_1_1, "client", transcript, PATIENCE)) {
      server.accept();
      server.send("20 02 00 02");
      assertThat(client.next()).isInstanceOf(Arrival.Received.class);
    }

    TranscriptEntry refusal = only(Direction.RECEIVED);
    assertThat(refusal.summary()).isEqualTo("CONNACK 0x02 identifier rejected, Session Present 0");
    assertThat(field(refusal, "Connect Return Code").value()).isEqualTo("2 identifier rejected");
  }

  private WireClient open(String name) throws ConnectFailed {
    return WireClient.open(server.url(), MqttVersion.V5, name, transcript, PATIENCE);
  }

  private static Connect connect(String password) {
    return new Connect(
        MqttVersion.V5, "c", true, 30, null, "user", Payload.of(password), Properties.NONE);
  }

  private void assertNowhere() {
    for (TranscriptEntry entry : transcript.entries()) {
      assertThat(entry.toString()).doesNotContain(PASSWORD).doesNotContain(PASSWORD_HEX);
    }
  }

  private TranscriptEntry only(Direction direction) {
    List<TranscriptEntry> found = all(direction);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private List<TranscriptEntry> all(Direction direction) {
    return transcript.entries().stream().filter(e -> e.direction() == direction).toList();
  }

  private static TranscriptField field(TranscriptEntry entry, String name) {
    return entry.fields().stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + entry.fields()));
  }
}
