package dev.assay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.client.Arrival.Broken;
import dev.assay.client.Arrival.Closed;
import dev.assay.client.Arrival.Received;
import dev.assay.client.Arrival.Silence;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.TranscriptEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WireClientTest {
  /** Long enough never to be reached: what is expected comes at once. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration SHORT = Duration.ofMillis(50);

  private static final String CONNACK_5 = "20 03 00 00 00";
  private static final String PINGRESP = "D0 00";
  private static final String PUBACK_ID_7 = "40 02 00 07";
  private static final String PUBLISH_TO_A = "30 05 00 01 61 00 78";
  private static final String CONNACK_311_UNACCEPTABLE_VERSION = "20 02 00 01";

  private StubServer server;
  private Transcript transcript;
  private WireClient client;

  @BeforeEach
  void connect() throws Exception {
    server = new StubServer();
    transcript = new Transcript(List.of());
    client = WireClient.open(server.url(), MqttVersion.V5, "client", transcript, PATIENCE);
    server.accept();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void packetsThatComeByteByByteAreHandedOutWhole() throws IOException {
    server.sendOneByOne(CONNACK_5 + PUBLISH_TO_A);

    assertThat(packet(client.next()))
        .isEqualTo(new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE));
    Received second = (Received) client.next();
    assertThat(((Publish) second.packet()).payload().asText()).isEqualTo("x");
    assertThat(second.bytes()).isEqualTo(StubServer.bytes(PUBLISH_TO_A));
  }

  @Test
  void packetsThatComeInOneSegmentAreHandedOutOneByOneInOrder() throws IOException {
    server.send(CONNACK_5 + PINGRESP + PUBACK_ID_7 + PINGRESP);

    List<Packet> packets = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      packets.add(packet(client.next()));
    }
    assertThat(packets)
        .containsExactly(
            new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE),
            new PingResp(),
            new PubAck(7),
            new PingResp());
    assertThat(client.next(SHORT)).isInstanceOf(Silence.class);
  }

  @Test
  void whatCameBeforeTheEndIsHandedOutBeforeTheEnd() throws IOException {
    server.send(PINGRESP + PINGRESP);
    server.closePeer();

    assertThat(packet(client.next())).isEqualTo(new PingResp());
    assertThat(packet(client.next())).isEqualTo(new PingResp());
    Closed closed = (Closed) client.next();
    assertThat(closed.reset()).isFalse();
    assertThat(client.next()).isEqualTo(closed);
    assertThat(client.isOpen()).isFalse();
    assertThat(client.closedAtMicros()).hasValue(closed.timeMicros());
  }

  @Test
  void resetIsToldFromAnOrderlyEnd() throws IOException {
    server.reset();

    assertThat(((Closed) client.next()).reset()).isTrue();
    assertThat(transcript.entries()).extracting(TranscriptEntry::packet).contains("reset");
  }

  @Test
  void whatCameIsNotLostWhenSendingFails() throws IOException {
    client.stopReading();
    server.send(PINGRESP);
    server.closePeer();
    // into a socket that is closed on the other side: the first one is answered by a reset, later
    // ones fail
    for (int i = 0; i < 10; i++) {
      client.send(new PingReq());
      assertThat(client.next(SHORT)).isInstanceOf(Silence.class);
    }
    client.resumeReading();

    assertThat(packet(client.next())).isEqualTo(new PingResp());
    assertThat(client.next()).isInstanceOf(Closed.class);
  }

  @Test
  void silenceIsSaidAfterThePatienceAndNotBefore() throws IOException {
    long before = System.nanoTime();

    Arrival arrival = client.next(Duration.ofMillis(80));

    long waitedMillis = (System.nanoTime() - before) / 1_000_000;
    assertThat(arrival).isInstanceOf(Silence.class);
    assertThat(((Silence) arrival).waitedMillis()).isBetween(80L, waitedMillis);
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void partOfPacketIsSilenceUntilItsRestComes() throws IOException {
    server.send("20 03 00");
    assertThat(client.next(SHORT)).isInstanceOf(Silence.class);

    server.send("00 00");

    assertThat(packet(client.next())).isInstanceOf(ConnAck.class);
  }

  @Test
  void garbageIsBrokenWithItsViolationAndTheRestStaysInTheTranscript() throws IOException {
    server.send(PINGRESP);
    assertThat(packet(client.next())).isInstanceOf(PingResp.class);
    server.send("D1 00" + PINGRESP);

    Broken broken = (Broken) client.next();
    assertThat(broken.violation().offset()).isZero();
    assertThat(broken.bytes()).startsWith(StubServer.bytes("D1 00"));
    server.send("AA BB CC");
    assertThat(client.next(SHORT)).isInstanceOf(Silence.class);
    server.closePeer();
    assertThat(client.next()).isInstanceOf(Closed.class);

    List<TranscriptEntry> received = received();
    assertThat(received)
        .extracting(TranscriptEntry::hex)
        .containsExactly("d000", "d100", "d000aabbcc");
    assertThat(received.get(1).summary())
        .contains(broken.violation().statement().citation());
    assertThat(received.get(1).fields().get(0).statement())
        .isEqualTo(broken.violation().statement());
  }

  @Test
  void endlessGarbageIsNotKept() throws IOException {
    server.send("00 00");
    assertThat(client.next()).isInstanceOf(Broken.class);
    String block = "00".repeat(100_000);
    for (int i = 0; i < 10; i++) {
      server.send(block);
    }
    server.closePeer();

    assertThat(client.next()).isInstanceOf(Closed.class);
    TranscriptEntry rest = received().get(1);
    assertThat(rest.hex().length() / 2).isLessThanOrEqualTo(64 * 1024);
    assertThat(rest.summary()).contains("not kept");
  }

  @Test
  void answerInTheFormOfAnotherVersionCanBeReadAgain() throws IOException {
    server.send(CONNACK_311_UNACCEPTABLE_VERSION);
    assertThat(client.next()).isInstanceOf(Broken.class);

    client.readAs(MqttVersion.V3_1_1);

    ConnAck connAck = (ConnAck) packet(client.next());
    assertThat(connAck.reasonCode()).isEqualTo(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION);
    assertThat(received()).extracting(TranscriptEntry::packet).containsExactly("CONNACK");
  }

  @Test
  void deviationsAndPartsGoOutAsTheyAre() throws IOException {
    client.send(Deviation.ofHex("C1 00"));
    client.sendBytes(StubServer.bytes("C0"));
    client.sendBytes(StubServer.bytes("00 C0 00 C0"));

    assertThat(server.read(6)).isEqualTo("c100c000c000");
    List<TranscriptEntry> sent = sent();
    assertThat(sent).extracting(TranscriptEntry::hex).containsExactly("c100", "c000", "c000", "c0");
    assertThat(sent.get(0).summary()).startsWith("wrong on purpose: ");
    assertThat(sent.get(1).summary()).isEqualTo("PINGREQ, sent in 2 parts");
    assertThat(sent.get(3).summary()).startsWith("a part of a packet");
  }

  @Test
  void nothingIsAnsweredUnasked() throws IOException {
    server.send("32 07 00 01 61 00 01 00 78");
    assertThat(packet(client.next())).isInstanceOf(Publish.class);

    client.close();

    assertThat(server.readEnd()).isEqualTo(-1);
    assertThat(sent()).isEmpty();
  }

  @Test
  void closeEndsInAnOrderlyWayEvenWithUnreadBytes() throws IOException {
    client.stopReading();
    server.send(PINGRESP.repeat(1000));
    // more than the buffers of both sides hold
    int length = 16 * 1024 * 1024;
    client.sendBytes(new byte[length]);

    client.close();

    assertThat(server.read(length)).hasSize(2 * length);
    assertThat(server.readEnd()).isEqualTo(-1);
    assertThat(client.isOpen()).isFalse();
    assertThat(client.next()).isInstanceOf(Closed.class);
  }

  @Test
  void halfCloseStillReads() throws IOException {
    client.halfClose();
    assertThat(server.readEnd()).isEqualTo(-1);

    server.send(PINGRESP);

    assertThat(packet(client.next())).isInstanceOf(PingResp.class);
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void abortResets() {
    client.abort();

    assertThatThrownBy(server::readEnd).isInstanceOf(SocketException.class);
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void stoppedClientLeavesBytesInTheNetworkUntilItResumes() throws IOException {
    client.stopReading();
    server.send(PINGRESP);
    assertThat(client.next(SHORT)).isInstanceOf(Silence.class);

    client.resumeReading();

    assertThat(packet(client.next())).isInstanceOf(PingResp.class);
  }

  @Test
  void localAddressIsWhatTheServerSees() {
    assertThat(client.localAddress()).isEqualTo(server.peerAddress());
  }

  @Test
  void refusedConnectionIsOneClearLine() throws IOException {
    int freePort;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      freePort = socket.getLocalPort();
    }
    BrokerUrl url = BrokerUrl.parse("mqtt://alice:hush@127.0.0.1:" + freePort);

    assertThatThrownBy(() -> WireClient.open(url, MqttVersion.V5, "client", transcript, PATIENCE))
        .isInstanceOfSatisfying(
            ConnectFailed.class,
            e -> assertThat(e.reason()).isEqualTo(ConnectFailed.Reason.REFUSED))
        .hasMessage("cannot connect to mqtt://***@127.0.0.1:" + freePort + ": connection refused");
  }

  @Test
  void whatCannotBeSentIsOurOwnFault() {
    client.sendTextFrame(new byte[] {1});

    assertThatThrownBy(client::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("our own fault");
  }

  @Test
  void unknownHostIsOneClearLine() {
    BrokerUrl url = BrokerUrl.parse("mqtt://no-such-host.invalid");

    assertThatThrownBy(() -> WireClient.open(url, MqttVersion.V5, "client", transcript, PATIENCE))
        .isInstanceOf(ConnectFailed.class)
        .hasMessage("cannot connect to mqtt://no-such-host.invalid:1883: no address is known for"
            + " no-such-host.invalid");
  }

  private List<TranscriptEntry> sent() {
    return only(TranscriptEntry.Direction.SENT);
  }

  private List<TranscriptEntry> received() {
    return only(TranscriptEntry.Direction.RECEIVED);
  }

  private List<TranscriptEntry> only(TranscriptEntry.Direction direction) {
    return transcript.entries().stream().filter(e -> e.direction() == direction).toList();
  }

  private static Packet packet(Arrival arrival) {
    assertThat(arrival).isInstanceOf(Received.class);
    return ((Received) arrival).packet();
  }
}
