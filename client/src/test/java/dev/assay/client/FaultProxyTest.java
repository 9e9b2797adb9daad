package dev.assay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.codec.Sender;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Publish;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultProxyTest {
  private static final int DEADLINE_MILLIS = 10_000;

  private static final String CONNECT_5 = "10 0F 00 04 4D515454 05 02 0000 00 0002 6161";
  private static final String CONNECT_311 = "10 0E 00 04 4D515454 04 02 0000 0002 6161";
  private static final String CONNACK_5 = "20 03 00 00 00";
  private static final String CONNACK_311 = "20 02 00 00";
  private static final String PUBLISH_X = "30 05 0001 61 00 78";
  private static final String PUBLISH_Y = "30 05 0001 61 00 79";
  private static final String PINGRESP = "D0 00";

  private final StubServer broker = new StubServer();
  private FaultProxy proxy;
  private Socket client;

  @AfterEach
  void close() throws IOException {
    client.close();
    proxy.close();
    broker.close();
  }

  @Test
  void aDroppedPacketDoesNotArriveAndAllOthersDo() throws IOException {
    connect(fromServer(new Fault.Drop()).ofNumber(2), CONNECT_5);

    broker.send(CONNACK_5 + PUBLISH_X + PUBLISH_Y + PUBLISH_X + PINGRESP);

    assertArrives(CONNACK_5 + PUBLISH_X + PUBLISH_X + PINGRESP);
    assertThat(proxy.done()).isEqualTo(1);
  }

  @Test
  void aDuplicatedPacketArrivesTwice() throws IOException {
    connect(fromServer(new Fault.Duplicate()), CONNECT_5);

    broker.send(CONNACK_5 + PUBLISH_X + PINGRESP);

    assertArrives(CONNACK_5 + PUBLISH_X + PUBLISH_X + PINGRESP);
    assertThat(proxy.done()).isEqualTo(1);
  }

  @Test
  void aPacketInPiecesIsOnePacket() throws IOException {
    connect(fromServer(new Fault.Duplicate()), CONNECT_5);

    broker.sendOneByOne(CONNACK_5 + PUBLISH_X + PINGRESP);

    assertArrives(CONNACK_5 + PUBLISH_X + PUBLISH_X + PINGRESP);
  }

  @Test
  void anAlteredPacketArrivesAsAnother() throws IOException {
    connect(fromServer(new Fault.Alter(FaultProxyTest::withPayloadZ)), CONNECT_5);

    broker.send(CONNACK_5 + PUBLISH_X + PINGRESP);

    assertArrives(CONNACK_5 + "30 05 0001 61 00 7A" + PINGRESP);
    assertThat(proxy.done()).isEqualTo(1);
  }

  @Test
  void theVersionIsThatOfConnect() throws IOException {
    connect(fromServer(new Fault.Alter(FaultProxyTest::withPayloadZ)), CONNECT_311);

    broker.send(CONNACK_311 + "30 04 0001 61 78");

    assertArrives(CONNACK_311 + "30 04 0001 61 7A");
  }

  @Test
  void anUnchangedPacketIsNotWrittenAnewAndNotCounted() throws IOException {
    connect(
        new Fault(
            Sender.SERVER, PacketType.PUBACK, passing -> true, new Fault.Alter(packet -> packet)),
        CONNECT_5);
    // a longer form than ours, which leaves out a Reason Code of 0
    String longForm = "40 03 0007 00";

    broker.send(longForm);

    assertArrives(longForm);
    assertThat(proxy.done()).isZero();
  }

  @Test
  void bytesMayBecomeWhatNoPacketIs() throws IOException {
    connect(
        new Fault(Sender.SERVER, PacketType.CONNACK, passing -> true, new Fault.AlterBytes(bytes ->
            new byte[] {0x20, 3, (byte) 0xFF, 0, 0})),
        CONNECT_5);

    broker.send(CONNACK_5);

    assertArrives("20 03 FF 00 00");
    assertThat(proxy.done()).isEqualTo(1);
  }

  @Test
  void twoPacketsOfATypeAreSwapped() throws IOException {
    connect(fromServer(new Fault.SwapWithNext(Duration.ofMinutes(1))).ofNumber(1), CONNECT_5);

    broker.send(PUBLISH_X + PUBLISH_Y + PINGRESP);

    assertArrives(PUBLISH_Y + PUBLISH_X + PINGRESP);
    assertThat(proxy.done()).isEqualTo(1);
  }

  @Test
  void whatHasNothingToSwapWithGoesOn() throws IOException {
    connect(fromServer(new Fault.SwapWithNext(Duration.ofMillis(1))), CONNECT_5);

    broker.send(PUBLISH_X);

    assertArrives(PUBLISH_X);
    assertThat(proxy.done()).isZero();
  }

  @Test
  void whatIsHeldForASwapGoesBeforeTheEnd() throws IOException {
    connect(fromServer(new Fault.SwapWithNext(Duration.ofMinutes(1))), CONNECT_5);

    broker.send(PUBLISH_X);
    broker.closePeer();

    assertArrives(PUBLISH_X);
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void aDelayKeepsTheOrderAndTheEnd() throws IOException {
    connect(fromServer(new Fault.Delay(Duration.ofMillis(20))).ofNumber(1), CONNECT_5);

    long before = System.nanoTime();
    broker.send(PUBLISH_X + PUBLISH_Y + PINGRESP);
    broker.closePeer();

    assertArrives(PUBLISH_X + PUBLISH_Y + PINGRESP);
    assertThat(System.nanoTime() - before)
        .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void otherBytesArriveBehindAPacket() throws IOException {
    connect(fromServer(new Fault.Inject(StubServer.bytes(PINGRESP))), CONNECT_5);

    broker.send(CONNACK_5 + PUBLISH_X + PUBLISH_Y);

    assertArrives(CONNACK_5 + PUBLISH_X + PINGRESP + PUBLISH_Y + PINGRESP);
  }

  @Test
  void whatAClientSendsCanBeChangedToo() throws IOException {
    connect(Fault.of(Sender.CLIENT, PacketType.PUBLISH, new Fault.Drop()), CONNECT_5);

    send(PUBLISH_X + "C0 00");

    assertThat(broker.read(2)).isEqualTo("c000");
  }

  @Test
  void whatIsNoPacketPassesAsItCame() throws IOException {
    connect(Fault.of(Sender.CLIENT, PacketType.PUBLISH, new Fault.Drop()), CONNECT_5);
    // a Remaining Length of five bytes, behind which nothing can be told apart
    String noPackets = "C0 FF FF FF FF 01 " + PUBLISH_X;

    send(noPackets);

    assertThat(broker.read(StubServer.bytes(noPackets).length))
        .isEqualTo(HexFormat.of().formatHex(StubServer.bytes(noPackets)));
    assertThat(proxy.done()).isZero();
  }

  @Test
  void theBeginningOfAPacketOfAnotherTypeDoesNotWaitForItsEnd() throws IOException {
    connect(fromServer(new Fault.Drop()), CONNECT_5);

    broker.send("20 03 00");

    assertArrives("20 03 00");
  }

  @Test
  void withoutAVersionNothingIsDone() throws IOException {
    connect(fromServer(new Fault.Drop()), "C0 00");

    broker.send(PUBLISH_X);

    assertArrives(PUBLISH_X);
  }

  @Test
  void aPacketThatIsCutShortIsHandedOnBeforeTheEnd() throws IOException {
    connect(fromServer(new Fault.Drop()), CONNECT_5);

    broker.send("30 05 00");
    broker.closePeer();

    assertArrives("30 05 00");
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void whoHasEndedSendingStillReceives() throws IOException {
    connect(fromServer(new Fault.Drop()), CONNECT_5);

    client.shutdownOutput();

    assertThat(broker.readEnd()).isEqualTo(-1);
    broker.send(PINGRESP);
    assertArrives(PINGRESP);
    broker.closePeer();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void aResetOfTheBrokerIsAResetForTheClient() throws IOException {
    connect(fromServer(new Fault.Drop()), CONNECT_5);

    broker.reset();

    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void aResetOfTheClientIsAResetForTheBroker() throws IOException {
    connect(fromServer(new Fault.Drop()), CONNECT_5);

    client.setSoLinger(true, 0);
    client.close();

    assertThatThrownBy(broker::readEnd).isInstanceOf(SocketException.class);
  }

  @Test
  void closingTheProxyEndsTheConnections() throws IOException {
    connect(fromServer(new Fault.Drop()), CONNECT_5);

    proxy.close();

    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(broker.readEnd()).isEqualTo(-1);
  }

  @Test
  void whereThereIsNoBrokerTheClientIsClosed() throws IOException {
    broker.close();
    proxy = FaultProxy.start(broker.url(), fromServer(new Fault.Drop()));
    client = new Socket(InetAddress.getLoopbackAddress(), proxy.url().port());
    client.setSoTimeout(DEADLINE_MILLIS);

    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  private static Fault fromServer(Fault.Operation operation) {
    return Fault.of(Sender.SERVER, PacketType.PUBLISH, operation);
  }

  private static Packet withPayloadZ(Packet packet) {
    Publish was = (Publish) packet;
    return new Publish(
        was.dup(),
        was.qos(),
        was.retain(),
        was.topic(),
        was.packetId(),
        was.properties(),
        Payload.of("z"));
  }

  /** Opens a connection through the fault and sends what a client begins with, which arrives as it was sent. */
  private void connect(Fault fault, String hello) throws IOException {
    proxy = FaultProxy.start(broker.url(), fault);
    client = new Socket(InetAddress.getLoopbackAddress(), proxy.url().port());
    client.setSoTimeout(DEADLINE_MILLIS);
    broker.accept();
    send(hello);
    byte[] sent = StubServer.bytes(hello);
    assertThat(broker.read(sent.length)).isEqualTo(HexFormat.of().formatHex(sent));
  }

  private void send(String hex) throws IOException {
    client.getOutputStream().write(StubServer.bytes(hex));
    client.getOutputStream().flush();
  }

  private void assertArrives(String hex) throws IOException {
    byte[] expected = StubServer.bytes(hex);
    assertThat(HexFormat.of().formatHex(client.getInputStream().readNBytes(expected.length)))
        .isEqualTo(HexFormat.of().formatHex(expected));
  }
}
