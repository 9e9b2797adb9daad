package dev.assay.broker.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Input.BytesMalformed;
import dev.assay.broker.core.Input.ConnectionLost;
import dev.assay.broker.core.Input.ConnectionOpened;
import dev.assay.broker.core.Input.PacketArrived;
import dev.assay.broker.core.Input.TimePassed;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Step;
import dev.assay.broker.core.Subject;
import dev.assay.broker.core.Witness;
import dev.assay.client.Arrival;
import dev.assay.client.Arrival.Closed;
import dev.assay.client.Arrival.Received;
import dev.assay.client.BrokerUrl;
import dev.assay.client.ConnectFailed;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShellTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long DEADLINE_SECONDS = 20;

  private static final Connect CONNECT =
      new Connect(MqttVersion.V5, "c", true, 0, null, null, null, Properties.NONE);
  private static final Connect NAMED = new Connect(
      MqttVersion.V5, "c", true, 0, null, "user", Payload.of("secret"), Properties.NONE);

  private final BlockingQueue<Input> heard = new LinkedBlockingQueue<>();
  private final ScriptedCore script = new ScriptedCore();
  private Shell.Running running;

  @AfterEach
  void stop() {
    if (running != null) {
      running.stop();
    }
  }

  /** Tells the test what it hears and answers as the test says. */
  private interface Answer {
    void to(Input input, Outbox outbox, Witness witness);
  }

  private final class ScriptedCore {
    volatile Answer answer = (input, outbox, witness) -> {};

    CoreFactory factory() {
      return (memory, config, choices, sizes, outbox, witness) -> input -> {
        if (!(input instanceof TimePassed)) {
          heard.add(input);
        }
        answer.to(input, outbox, witness);
      };
    }
  }

  @Test
  void packetsReachTheCoreInOrderHoweverTheyAreCut() throws Exception {
    start(options());
    byte[] connect = Deviation.of(MqttVersion.V5, CONNECT).bytes();
    try (WireClient client = open()) {
      for (byte each : connect) {
        client.sendBytes(new byte[] {each});
      }
      client.sendBytes(new byte[] {(byte) 0xC0, 0, (byte) 0xC0, 0, (byte) 0xC0});
      client.sendBytes(new byte[] {0});

      assertThat(next()).isEqualTo(new ConnectionOpened(1, client.localAddress()));
      assertThat(next()).isEqualTo(new PacketArrived(1, CONNECT));
      for (int i = 0; i < 3; i++) {
        assertThat(next()).isEqualTo(new PacketArrived(1, new PingReq()));
      }
    }
    assertThat(next()).isEqualTo(new ConnectionLost(1));
  }

  /** Before that nobody knows whose bytes they are. */
  @Test
  void theFirstPacketHasALimitOfItsOwn() throws Exception {
    start(options().withLimits(ConnectionLimits.DEFAULT.with(the -> the.connectMaxBytes = 100)));

    announcesTooMuch();

    try (WireClient client = open()) {
      client.send(CONNECT);
      client.send(messageOfBytes(200));
      nextUntil(new PacketArrived(2, CONNECT));
      assertThat(next()).isEqualTo(new PacketArrived(2, messageOfBytes(200)));
    }
  }

  @Test
  void theFirstPacketIsNoLargerThanTheOthersMayBe() throws Exception {
    start(options().withConfig(BrokerConfig.DEFAULT.with(the -> the.maximumPacketSizeBytes = 100)));

    announcesTooMuch();
  }

  /** Begins a CONNECT of 101 bytes, of which no more than the version comes. */
  private void announcesTooMuch() throws Exception {
    try (WireClient client = open()) {
      client.sendBytes(new byte[] {0x10, 99, 0, 4, 'M', 'Q', 'T', 'T', 5});

      assertThat(next()).isInstanceOf(ConnectionOpened.class);
      assertThat(next()).isInstanceOf(BytesMalformed.class);
    }
  }

  @Test
  void timeIsToldWhenNothingElseHappens() throws Exception {
    List<Input> all = new CopyOnWriteArrayList<>();
    BlockingQueue<Long> times = new LinkedBlockingQueue<>();
    script.answer = (input, outbox, witness) -> {
      all.add(input);
      if (input instanceof TimePassed time && !time.catchesUp()) {
        times.add(time.nowMillis());
      }
    };
    start(options());

    long before = -1;
    for (int i = 0; i < 5; i++) {
      Long now = times.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertThat(now).isNotNull().isGreaterThan(before);
      before = now;
    }
    assertThat(all).allMatch(TimePassed.class::isInstance);
  }

  @Test
  void timeIsToldBeforeWhatWasRead() throws Exception {
    BlockingQueue<Input> all = new LinkedBlockingQueue<>();
    script.answer = (input, outbox, witness) -> all.add(input);
    start(options());
    try (WireClient client = open()) {
      client.send(CONNECT);
      nextUntil(new PacketArrived(1, CONNECT));
      // the clock of the broker has whole milliseconds: one has to pass
      assertThat(client.next(Duration.ofMillis(5))).isInstanceOf(Arrival.Silence.class);
      client.send(new PingReq());

      Input before = all.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      Input now = all.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      while (!new PacketArrived(1, new PingReq()).equals(now)) {
        assertThat(now).as("an input").isNotNull();
        before = now;
        now = all.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      }
      assertThat(before).isInstanceOf(TimePassed.class);
    }
  }

  @Test
  void whatIsSentBeforeTheCloseArrivesAndTheStreamEndsInAnOrderlyWay() throws Exception {
    int messages = 40;
    script.answer = (input, outbox, witness) -> {
      if (input instanceof PacketArrived arrived && arrived.packet() instanceof PingReq) {
        for (int i = 0; i < messages; i++) {
          outbox.send(arrived.connection(), MqttVersion.V5, messageOfBytes(256 * 1024));
        }
        outbox.send(
            arrived.connection(), MqttVersion.V5, new Disconnect(ReasonCode.PROTOCOL_ERROR));
        outbox.close(arrived.connection());
        outbox.send(arrived.connection(), MqttVersion.V5, new PingResp());
      }
    };
    start(options());
    try (WireClient client = open()) {
      client.stopReading();
      ByteArrayOutputStream segment = new ByteArrayOutputStream();
      segment.writeBytes(Deviation.of(MqttVersion.V5, CONNECT).bytes());
      segment.writeBytes(new byte[] {(byte) 0xC0, 0});
      // more than anybody will read: it must not turn the end into a reset
      segment.writeBytes(new byte[1_000_000]);
      client.sendBytes(segment.toByteArray());
      nextUntil(new PacketArrived(1, new PingReq()));
      assertThat(client.next(Duration.ofMillis(50))).isInstanceOf(Arrival.Silence.class);

      client.resumeReading();

      for (int i = 0; i < messages; i++) {
        assertThat(packet(client.next())).isInstanceOf(Publish.class);
      }
      assertThat(packet(client.next())).isEqualTo(new Disconnect(ReasonCode.PROTOCOL_ERROR));
      Arrival end = client.next();
      assertThat(end).isInstanceOf(Closed.class);
      assertThat(((Closed) end).reset()).isFalse();
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void malformedBytesAreToldWithTheirViolationAndWhatIsBehindThemIsReadIfTheCoreGoesOn()
      throws Exception {
    start(options());
    try (WireClient client = open()) {
      client.send(CONNECT);
      client.send(Deviation.ofHex("C1 00"));
      // flags are wrong at once, the packet ends later
      client.sendBytes(new byte[] {(byte) 0x83});
      client.sendBytes(new byte[] {3, 1, 2});
      client.sendBytes(new byte[] {3, (byte) 0xC0, 0});

      nextUntil(new PacketArrived(1, CONNECT));
      BytesMalformed first = (BytesMalformed) next();
      assertThat(first.violation().offset()).isZero();
      assertThat(first.bytes().toBytes()).containsExactly(0xC1, 0);
      BytesMalformed second = (BytesMalformed) next();
      assertThat(second.violation().statement()).isEqualTo(Mqtt5.MQTT_3_8_1_1);
      assertThat(second.bytes().at(0)).isEqualTo((byte) 0x83);
      assertThat(next()).isEqualTo(new PacketArrived(1, new PingReq()));
    }
  }

  @Test
  void nothingBehindBytesWithoutAnEndIsRead() throws Exception {
    start(options());
    try (WireClient client = open()) {
      client.send(CONNECT);
      client.send(Deviation.ofHex("C0 FF FF FF FF 00"));
      client.send(new PingReq());

      nextUntil(new PacketArrived(1, CONNECT));
      assertThat(next()).isInstanceOf(BytesMalformed.class);
    }
    assertThat(next()).isEqualTo(new ConnectionLost(1));
  }

  @Test
  void malformedConnectThatTheCoreLetsPassIsFollowedInItsVersion() throws Exception {
    start(options());
    try (WireClient client = open()) {
      client.send(Deviation.of(MqttVersion.V5, CONNECT).withFlags(0b0001));
      client.send(new Disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE));

      assertThat(next()).isInstanceOf(ConnectionOpened.class);
      assertThat(next()).isInstanceOf(BytesMalformed.class);
      assertThat(next())
          .isEqualTo(new PacketArrived(1, new Disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE)));
    }
  }

  @Test
  void packetThatIsTooLargeIsToldByItsAnnouncementAndLeftOutIfTheCoreGoesOn() throws Exception {
    start(options().withConfig(BrokerConfig.DEFAULT.with(the -> the.maximumPacketSizeBytes = 40)));
    try (WireClient client = open()) {
      client.send(CONNECT);
      client.sendBytes(new byte[] {0x30, 50});
      nextUntil(new PacketArrived(1, CONNECT));
      BytesMalformed tooLarge = (BytesMalformed) next();
      assertThat(tooLarge.violation().reasonCode()).isEqualTo(ReasonCode.PACKET_TOO_LARGE);

      client.sendBytes(new byte[50]);
      client.send(new PingReq());

      assertThat(next()).isEqualTo(new PacketArrived(1, new PingReq()));
    }
  }

  @Test
  void clientThatDoesNotReadIsDroppedAtTheLimitAndOthersGoOn() throws Exception {
    Publish large = messageOfBytes(1024 * 1024);
    script.answer = (input, outbox, witness) -> {
      if (!(input instanceof PacketArrived arrived)) {
        return;
      }
      if (arrived.packet().type() == PacketType.SUBSCRIBE || arrived.packet() instanceof Connect) {
        return;
      }
      if (arrived.connection() == 2) {
        outbox.send(1, MqttVersion.V5, large);
        outbox.send(2, MqttVersion.V5, new PingResp());
      }
    };
    start(options().withLimits(outboundMaxBytes(4 * 1024 * 1024)));
    try (WireClient slow = open();
        WireClient other = open()) {
      slow.stopReading();
      slow.send(CONNECT);
      other.send(CONNECT);
      nextUntil(new PacketArrived(2, CONNECT));

      boolean dropped = false;
      for (int i = 0; i < 200 && !dropped; i++) {
        other.send(new PingReq());
        assertThat(packet(other.next())).isInstanceOf(PingResp.class);
        dropped = heard.contains(new ConnectionLost(1, "it does not take what it is sent"));
      }

      assertThat(dropped).as("dropped after 200 MiB at most").isTrue();
    }
  }

  @Test
  void limitDoesNotHitClientThatReads() throws Exception {
    int messages = 64;
    Publish large = messageOfBytes(256 * 1024);
    script.answer = (input, outbox, witness) -> {
      if (input instanceof PacketArrived arrived && arrived.packet() instanceof PingReq) {
        outbox.send(arrived.connection(), MqttVersion.V5, large);
      }
    };
    start(options().withLimits(outboundMaxBytes(1024 * 1024)));
    try (WireClient client = open()) {
      client.send(CONNECT);
      for (int i = 0; i < messages; i++) {
        client.send(new PingReq());
        assertThat(packet(client.next())).isEqualTo(large);
      }
    }
  }

  /** So that what they all have not taken is known, and counted, while it is being written. */
  @Test
  void whatIsWrittenToManyIsOnItsWayBeforeTheCoreIsDoneIfItIsMuch() throws Exception {
    int clients = 6;
    Publish large = messageOfBytes(256 * 1024);
    Semaphore arrived = new Semaphore(0);
    BlockingQueue<Boolean> arrivedInTime = new LinkedBlockingQueue<>();
    script.answer = (input, outbox, witness) -> {
      if (input instanceof PacketArrived asked && asked.packet() instanceof PingReq) {
        for (int i = 1; i <= clients; i++) {
          outbox.send(i, MqttVersion.V5, large);
        }
        arrivedInTime.add(acquired(arrived));
      }
    };
    start(options());
    List<WireClient> all = new ArrayList<>();
    try {
      for (int i = 1; i <= clients; i++) {
        all.add(open());
        all.get(i - 1).send(CONNECT);
        nextUntil(new PacketArrived(i, CONNECT));
      }

      all.get(clients - 1).send(new PingReq());
      assertThat(packet(all.get(0).next())).isEqualTo(large);
      arrived.release();

      assertThat(arrivedInTime.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      all.forEach(WireClient::close);
    }
  }

  private static boolean acquired(Semaphore semaphore) {
    try {
      return semaphore.tryAcquire(DEADLINE_SECONDS / 2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void goodbyeOfClientThatLeavesWithoutReadingStillCounts() throws Exception {
    script.answer = (input, outbox, witness) -> {
      if (input instanceof PacketArrived arrived && arrived.packet() instanceof PingReq) {
        outbox.send(arrived.connection(), MqttVersion.V5, new PingResp());
      }
    };
    start(options());
    WireClient client = open();
    client.send(CONNECT);
    for (int i = 0; i < 50; i++) {
      client.send(new PingReq());
    }
    client.send(new Disconnect(ReasonCode.SUCCESS));
    client.close();

    nextUntil(new PacketArrived(1, new Disconnect(ReasonCode.SUCCESS)));
  }

  @Test
  void witnessHearsWhoseAddressDecisionsBelongTo() throws Exception {
    BlockingQueue<String> peers = new LinkedBlockingQueue<>();
    script.answer = (input, outbox, witness) -> {
      if (input instanceof PacketArrived arrived) {
        outbox.close(arrived.connection());
        witness.because(subject(arrived.connection()), List.of(Mqtt5.MQTT_3_1_0_1), "because");
        witness.because(subject(Subject.AWAY), List.of(Mqtt5.MQTT_3_1_0_1), "because");
      }
    };
    start(options().withWitness((peer, who, statements, reason, facts) -> peers.add(peer)));
    try (WireClient client = open()) {
      client.send(CONNECT);

      assertThat(peers.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(client.localAddress());
      assertThat(peers.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(PeerWitness.AWAY);
    }
  }

  @Test
  void stepsAndWitnessHearTheSameDecisions() throws Exception {
    BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    AtomicBoolean witnessed = new AtomicBoolean();
    script.answer = (input, outbox, witness) -> {
      if (input instanceof PacketArrived arrived) {
        witness.because(subject(arrived.connection()), List.of(Mqtt5.MQTT_3_1_0_1), "because");
        outbox.close(arrived.connection());
      }
    };
    start(options()
        .withWitness((peer, who, statements, reason, facts) -> witnessed.set(true))
        .withSteps(step -> {
          if (step.input() instanceof PacketArrived) {
            steps.add(step);
          }
        }));
    try (WireClient client = open()) {
      client.send(CONNECT);

      Step step = steps.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertThat(step).isNotNull();
      assertThat(step.decisions()).hasSize(1);
      assertThat(step.effects()).hasSize(1);
      assertThat(witnessed).isTrue();
      assertThat(client.next()).isInstanceOf(Closed.class);
    }
  }

  @Test
  void errorInTheCoreCostsOneConnectionOnly() throws Exception {
    script.answer = (input, outbox, witness) -> {
      if (input instanceof PacketArrived arrived && arrived.packet() instanceof PingReq) {
        if (arrived.connection() == 1) {
          throw new IllegalStateException("made for this test, not a mistake");
        }
        outbox.send(arrived.connection(), MqttVersion.V5, new PingResp());
      }
    };
    start(options());
    try (WireClient first = open();
        WireClient second = open()) {
      first.send(CONNECT);
      first.send(new PingReq());
      assertThat(first.next()).isInstanceOf(Closed.class);

      second.send(CONNECT);
      second.send(new PingReq());
      assertThat(packet(second.next())).isInstanceOf(PingResp.class);
    }
  }

  @Test
  void checkOfAPasswordHoldsNobodyElseUpAndWhatComesBehindItWaits() throws Exception {
    SlowAccess access = new SlowAccess();
    script.answer = (input, outbox, witness) -> {
      if (input instanceof PacketArrived arrived && arrived.packet() instanceof PingReq) {
        outbox.send(arrived.connection(), MqttVersion.V5, new PingResp());
      }
    };
    start(options().withConfig(BrokerConfig.DEFAULT.with(the -> the.access = access)));
    try (WireClient waiting = open();
        WireClient other = open()) {
      waiting.send(NAMED);
      waiting.send(new PingReq());
      assertThat(access.asked.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
      other.send(CONNECT);
      other.send(new PingReq());
      assertThat(packet(other.next())).isInstanceOf(PingResp.class);
      assertThat(heard).doesNotContain(new PacketArrived(1, NAMED));

      access.mayAnswer.release();

      assertThat(packet(waiting.next())).isInstanceOf(PingResp.class);
      nextUntil(new PacketArrived(1, NAMED));
      assertThat(next()).isEqualTo(new PacketArrived(1, new PingReq()));
    }
  }

  @Test
  void soManyMayWaitForTheCheckOfTheirPasswordAndWhoNeedsNoneDoesNotWaitForThem() throws Exception {
    SlowAccess access = new SlowAccess();
    script.answer = (input, outbox, witness) -> {
      if (input instanceof PacketArrived arrived && arrived.packet() instanceof PingReq) {
        outbox.send(arrived.connection(), MqttVersion.V5, new PingResp());
      }
    };
    start(options()
        .withConfig(BrokerConfig.DEFAULT.with(the -> the.access = access))
        .withLimits(ConnectionLimits.DEFAULT.with(the -> the.unadmittedMax = 1)));
    try (WireClient waiting = open()) {
      waiting.send(NAMED);
      waiting.send(new PingReq());
      assertThat(access.asked.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
      try (WireClient oneTooMany = open()) {
        oneTooMany.send(NAMED);

        assertThat(oneTooMany.next()).isInstanceOf(Closed.class);
        nextUntil(new ConnectionLost(2, "too many wait to be let in"));
      }
      try (WireClient nameless = open()) {
        nameless.send(CONNECT);
        nameless.send(new PingReq());

        assertThat(packet(nameless.next())).isInstanceOf(PingResp.class);
      }

      access.mayAnswer.release();
      assertThat(packet(waiting.next())).isInstanceOf(PingResp.class);

      // there is room again
      access.mayAnswer.release();
      try (WireClient next = open()) {
        next.send(NAMED);
        next.send(new PingReq());
        assertThat(packet(next.next())).isInstanceOf(PingResp.class);
      }
    }
  }

  @Test
  void soManyBytesMayWaitForTheCheckOfTheirPasswordAndWhoFindsNoRoomIsClosed() throws Exception {
    SlowAccess access = new SlowAccess();
    script.answer = (input, outbox, witness) -> {
      if (input instanceof PacketArrived arrived && arrived.packet() instanceof PingReq) {
        outbox.send(arrived.connection(), MqttVersion.V5, new PingResp());
      }
    };
    start(options()
        .withConfig(BrokerConfig.DEFAULT.with(the -> the.access = access))
        // more than the array of 1,024 bytes in which the large one is read, with what is behind it
        .withLimits(ConnectionLimits.DEFAULT.with(the -> the.inboundTotalMaxBytes = 1_500)));
    Connect large = named(800);
    try (WireClient waiting = open()) {
      waiting.send(large);
      assertThat(access.asked.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
      try (WireClient tooLarge = open();
          WireClient small = open()) {
        tooLarge.send(large);
        assertThat(tooLarge.next()).isInstanceOf(Closed.class);

        small.send(named(200));
        small.send(new PingReq());
        access.mayAnswer.release(2);
        assertThat(packet(small.next())).isInstanceOf(PingResp.class);
      }

      // there is room again
      access.mayAnswer.release();
      try (WireClient next = open()) {
        next.send(large);
        next.send(new PingReq());
        assertThat(packet(next.next())).isInstanceOf(PingResp.class);
      }
    }
  }

  private static Connect named(int passwordBytes) {
    return new Connect(
        MqttVersion.V5,
        "c",
        true,
        0,
        null,
        "user",
        Payload.owning(new byte[passwordBytes]),
        Properties.NONE);
  }

  /** Takes as long as the test wants. */
  private static final class SlowAccess implements Access {
    private final Semaphore asked = new Semaphore(0);
    private final Semaphore mayAnswer = new Semaphore(0);

    @Override
    public boolean takesTime(@Nullable String userName, @Nullable Payload password) {
      return password != null;
    }

    @Override
    public boolean admits(@Nullable String userName, @Nullable Payload password) {
      asked.release();
      mayAnswer.acquireUninterruptibly();
      return true;
    }
  }

  @Test
  void takenPortIsOneClearLine() throws Exception {
    start(options());
    int port = running.address().getPort();

    assertThatThrownBy(() -> Shell.start(options().withAddress("127.0.0.1", port)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port + ": ");
  }

  private static Publish messageOfBytes(int length) {
    return new Publish(
        false,
        Qos.AT_MOST_ONCE,
        false,
        TopicName.of("t"),
        0,
        Properties.NONE,
        Payload.owning(new byte[length]));
  }

  private static Subject subject(long connection) {
    return new Subject() {
      @Override
      public long connection() {
        return connection;
      }

      @Override
      public String name() {
        return "c";
      }

      @Override
      public MqttVersion version() {
        return MqttVersion.V5;
      }
    };
  }

  private static ConnectionLimits outboundMaxBytes(int bytes) {
    return ConnectionLimits.DEFAULT.with(the -> the.outboundMaxBytes = bytes);
  }

  private ShellOptions options() {
    return ShellOptions.of(script.factory());
  }

  private void start(ShellOptions options) throws IOException {
    running = Shell.start(options);
  }

  private WireClient open() throws ConnectFailed {
    BrokerUrl url = BrokerUrl.parse("mqtt://127.0.0.1:" + running.address().getPort());
    return WireClient.open(url, MqttVersion.V5, "client", new Transcript(List.of()), PATIENCE);
  }

  private Input next() throws InterruptedException {
    Input input = heard.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(input).as("an input").isNotNull();
    return input;
  }

  private void nextUntil(Input expected) throws InterruptedException {
    Input input = next();
    while (!input.equals(expected)) {
      input = next();
    }
  }

  private static Packet packet(Arrival arrival) {
    assertThat(arrival).isInstanceOf(Received.class);
    return ((Received) arrival).packet();
  }
}
