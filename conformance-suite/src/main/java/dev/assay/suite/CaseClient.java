package dev.assay.suite;

import dev.assay.client.Arrival;
import dev.assay.client.WireClient;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client of a case: sends right packets and wrong bytes, plays the handshakes that a case needs as set-up, and judges what
 * comes.
 *
 * <p>Two kinds of methods. <b>Set-up</b> ({@link #connect}, {@link #subscribe}, {@link #publish}, {@link #receive} ...) plays a
 * whole exchange; if the broker does not play along, the case ends INCONCLUSIVE, for nothing was judged. <b>Judgement</b>
 * ({@link #judge}) holds what comes against outcomes. So whatever a case judges, it sends with {@link #send} and then judges.
 */
public final class CaseClient {
  private static final int DELIVERIES_MAX = 10_000;
  private static final int STRAYS_MAX = 100;
  private static final String FENCE = "fence";

  private final Bench bench;
  private final String name;
  private final String clientId;
  private final MqttVersion spoken;

  // lives as long as the connection
  private WireClient wire;
  private boolean established;
  private boolean closed;
  private long lastSentMicros;
  private long silentMicrosMax;
  private final List<Publish> inbox = new ArrayList<>();
  // identifiers for which this client has sent PUBCOMP
  private final Set<Integer> completed = new HashSet<>();
  // Server Keep Alive, which the client has to keep to; 0: it may be silent
  private long keepAliveMicros;
  // wrong bytes, a part of a packet or DISCONNECT were sent: nothing goes behind them but what the
  // case sends
  private boolean spoilt;
  // the PINGREQs without an answer, in order: whether the case knows nothing of it
  private final Deque<Boolean> pings = new ArrayDeque<>();

  // lives as long as the client
  private final Set<PacketType> overlooked = EnumSet.noneOf(PacketType.class);
  private @Nullable Connect lastConnect;
  private int lastPacketId;
  private boolean silentOnPurpose;

  CaseClient(Bench bench, String name) {
    this(bench, name, bench.version());
  }

  CaseClient(Bench bench, String name, MqttVersion spoken) {
    this.bench = bench;
    this.name = name;
    this.clientId = bench.clientId(name);
    this.spoken = spoken;
    this.wire = bench.openWire(name, spoken);
  }

  /** As the case calls it. */
  public String name() {
    return name;
  }

  /** The identifier that {@link Bench#hello} gives to this name. */
  public String clientId() {
    return clientId;
  }

  /** A Packet Identifier that this client has not used: 1, 2, 3 ... */
  public int nextPacketId() {
    return ++lastPacketId;
  }

  // ---- sending

  /** Sends a packet that the standard allows. */
  public void send(Packet packet) {
    bench.checkGoesOn();
    checkManners(packet);
    bench.leftovers().noteSending(packet);
    if (packet instanceof Connect connect) {
      lastConnect = connect;
    }
    if (packet instanceof PubComp comp) {
      completed.add(comp.packetId());
    }
    if (packet instanceof PingReq) {
      pings.add(false);
    }
    spoilt |= packet instanceof Disconnect;
    noteSending();
    wire.send(packet);
  }

  private void noteSending() {
    long nowMicros = bench.elapsedMicros();
    if (lastSentMicros > 0) {
      silentMicrosMax = Math.max(silentMicrosMax, nowMicros - lastSentMicros);
    }
    lastSentMicros = nowMicros;
  }

  /**
   * The longest time in microseconds in which this connection has sent nothing, until now at most: what the broker saw was not
   * longer, but for what the network took.
   */
  public long silentMicrosMax() {
    return Math.max(silentMicrosMax, bench.elapsedMicros() - lastSentMicros);
  }

  /** Sends bytes that are wrong on purpose. What they may leave in the target is told to the bench by the case. */
  public void send(Deviation deviation) {
    bench.checkGoesOn();
    spoilt = true;
    wire.send(deviation);
  }

  /**
   * Sends any bytes, such as a part of a packet: over a WebSocket in one frame. What they may leave in the target is told to the
   * bench by the case.
   */
  public void sendBytes(byte[] bytes) {
    bench.checkGoesOn();
    spoilt = true;
    wire.sendBytes(bytes);
  }

  /** Sends bytes in a text frame of a WebSocket, where no packet may be. Needs {@link Need#WEB_SOCKET}. */
  public void sendTextFrame(byte[] bytes) {
    spoilt = true;
    wire.sendTextFrame(bytes);
  }

  /** The subprotocol that the broker selected for this WebSocket; empty if it named none. */
  public Optional<String> subprotocol() {
    return wire.subprotocol();
  }

  /** Leaves out of the transcript what crossed this connection so far: for one of many that begin alike. */
  public void forgetSoFar() {
    wire.forgetSoFar();
  }

  // ---- judging

  /**
   * Waits until it is certain which outcome the broker chose, and takes the judgement down. FAIL ends the case. Publications
   * that no outcome speaks of are put aside for {@link #receive}. Where the connection ended, another client is used to see
   * that the broker still serves. Does nothing in a version in which {@code judged} names no statement.
   *
   * @return what came, in order
   * @throws IllegalStateException if no outcomes are given for this version
   */
  public Came judge(Judged judged, Outcomes outcomes) {
    return judge(judged, bench.patience(), outcomes);
  }

  /** As {@link #judge(Judged, Outcomes)}, for an answer that the standard gives more time, such as a Keep Alive that ends. */
  public Came judge(Judged judged, Duration patience, Outcomes outcomes) {
    Judged.Point point = judged.in(bench.version());
    if (point == null) {
      return new Came(List.of());
    }
    Outcomes.ForVersion here = outcomes.in(bench.version());
    if (here == null) {
      throw new IllegalStateException(
          "judgement " + judged + " has no outcomes for " + bench.version());
    }
    Judge.Windows windows = new Judge.Windows(
        bench.windows().quiet(), bench.windows().silence(), bench.windows().grace(), patience);
    Judge.Finding finding = finding(point, windows, here);
    bench.take(judged, point, checkedByBystander(finding));
    return new Came(finding.came());
  }

  /** Takes down that the broker closes behind {@code answer}, or waits for that as {@link #judge} does. */
  public void judgeClose(Judged judged, Answer answer) {
    if (answer.closed()) {
      bench.judge(judged, answer, Values.bestIf("close", Answer::closed));
    } else {
      judge(judged, Outcomes.onBoth().best("close", Step.closed()));
    }
  }

  /** What the judge finds, which is not taken down. */
  Judge.Finding finding(Judged.Point point, Judge.Windows windows, Outcomes.ForVersion here) {
    List<Publish> early = here.speaksOfPublications() ? takeInbox() : List.of();
    return new Judge(new WatchedWire(early), windows, here, point.statement().level(), inbox)
        .decide();
  }

  /** What came while other packets were awaited: no set-up may hide a publication from the judge. */
  private List<Publish> takeInbox() {
    List<Publish> taken = List.copyOf(inbox);
    inbox.clear();
    return taken;
  }

  Judge.Finding checkedByBystander(Judge.Finding finding) {
    if (!finding.closed() || finding.verdict() == Verdict.FAIL) {
      return finding;
    }
    String complaint = bench.complaintOfBystander();
    return complaint == null ? finding : bench.blamed(finding, complaint);
  }

  /** This client's connection, as the judge sees it: what came {@code early} first. */
  private final class WatchedWire implements Judge.Wire {
    private final Deque<Publish> early;

    WatchedWire(List<Publish> early) {
      this.early = new ArrayDeque<>(early);
    }

    @Override
    public Arrival next(Duration patience) {
      Publish first = early.poll();
      return first == null
          ? CaseClient.this.next(patience)
          : new Arrival.Received(first, new byte[0], bench.elapsedMicros());
    }

    @Override
    public void sendPing() {
      send(new PingReq());
    }

    @Override
    public boolean established() {
      return CaseClient.this.established();
    }

    @Override
    public @Nullable String complaintOfBystander() {
      return bench.complaintOfBystanderOnSilence();
    }
  }

  /** What came while a judgement was made. */
  public record Came(List<Packet> packets) {
    public Came {
      packets = List.copyOf(packets);
    }

    /** The first packet of this type. */
    public <P extends Packet> P first(Class<P> type) {
      return packets.stream()
          .filter(type::isInstance)
          .map(type::cast)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no " + type.getSimpleName() + " came"));
    }

    /** Whether a packet of this type came. */
    public boolean has(Class<? extends Packet> type) {
      return packets.stream().anyMatch(type::isInstance);
    }
  }

  // ---- set-up: whole exchanges

  /** CONNECT, accepted. */
  public ConnAck connect(Connect connect) {
    send(connect);
    ConnAck ack = awaitOrNull(ConnAck.class, bench.patience());
    if (ack == null) {
      throw bench.unanswered(
          "no CONNACK came to " + name + " within " + bench.patience().toMillis() + " ms");
    }
    if (ack.reasonCode() != ReasonCode.SUCCESS) {
      throw Ended.setUp(name + " was refused: " + PacketWords.of(ack));
    }
    return ack;
  }

  /**
   * SUBSCRIBE and its SUBACK.
   *
   * @param filter of the execution's own topics, see {@link Bench#topic}
   * @return the granted QoS, which may be lower; a refusal ends the case
   */
  public Qos subscribe(String filter, Qos qos) {
    return subscribe(Subscription.of(TopicFilter.of(filter), qos));
  }

  /** SUBSCRIBE with one subscription, and its SUBACK. */
  public Qos subscribe(Subscription subscription) {
    Subscribe subscribe = Packets.subscribe(nextPacketId(), subscription);
    send(subscribe);
    SubAck ack = await(SubAck.class, a -> a.packetId() == subscribe.packetId());
    ReasonCode code = ack.reasonCodes().get(0);
    if (code.isError()) {
      throw Ended.setUp(name + " may not subscribe to " + subscription.filter() + ": " + code);
    }
    return Qos.of(code.value());
  }

  /** One SUBSCRIBE for all these filters, and what its SUBACK says of each, whatever that is. */
  public List<ReasonCode> subscribeToAll(List<String> filters, Qos qos) {
    Subscribe subscribe = Packets.subscribe(
        nextPacketId(),
        filters.stream()
            .map(filter -> Subscription.of(TopicFilter.of(filter), qos))
            .toArray(Subscription[]::new));
    send(subscribe);
    return await(SubAck.class, ack -> ack.packetId() == subscribe.packetId()).reasonCodes();
  }

  /** SUBSCRIBE, for a filter that a broker may refuse: whether it is granted. A close is a refusal as well. */
  public boolean isGranted(String filter, Qos qos) {
    int packetId = nextPacketId();
    send(Packets.subscribe(packetId, filter, qos));
    for (int i = 0; i < DELIVERIES_MAX; i++) {
      Arrival arrival = next(bench.patience());
      if (arrival instanceof Arrival.Closed) {
        return false;
      }
      if (arrival instanceof Arrival.Broken broken) {
        bench.takeViolation(
            broken.violation(), Judge.broken(broken, "bytes that break the standard"));
      }
      if (!(arrival instanceof Arrival.Received received)) {
        break;
      }
      if (received.packet() instanceof SubAck ack && ack.packetId() == packetId) {
        return !ack.reasonCodes().get(0).isError();
      }
      if (received.packet() instanceof Disconnect) {
        return false;
      }
      putAside(received.packet(), SubAck.class);
    }
    throw bench.notPlayedAlong("neither SUBACK nor a close came to " + name);
  }

  /** UNSUBSCRIBE and its UNSUBACK. */
  public void unsubscribe(String filter) {
    Unsubscribe unsubscribe = Packets.unsubscribe(nextPacketId(), filter);
    send(unsubscribe);
    await(UnsubAck.class, ack -> ack.packetId() == unsubscribe.packetId());
  }

  /** PUBLISH with its whole handshake. */
  public void publish(Qos qos, String topic, String payload) {
    publish(Packets.publish(
        qos, qos == Qos.AT_MOST_ONCE ? PacketId.NONE : nextPacketId(), topic, payload));
  }

  /** PUBLISH with RETAIN 1 and its whole handshake. The message is removed when the case ends. */
  public void publishRetained(Qos qos, String topic, String payload) {
    int packetId = qos == Qos.AT_MOST_ONCE ? PacketId.NONE : nextPacketId();
    publish(Packets.retained(Packets.publish(qos, packetId, topic, payload)));
  }

  /** Sends {@code publish} and plays the handshake of its QoS to the end; at QoS 0 a PINGREQ shows that it was read. */
  public void publish(Publish publish) {
    send(publish);
    switch (publish.qos()) {
      case AT_MOST_ONCE -> ping();
      case AT_LEAST_ONCE ->
        mustSucceed(
            await(PubAck.class, ack -> ack.packetId() == publish.packetId()).reasonCode());
      case EXACTLY_ONCE -> {
        mustSucceed(awaitPubRec(publish.packetId()).reasonCode());
        release(publish.packetId());
      }
    }
  }

  /** PUBLISH of QoS 2 up to its PUBREC: the exchange stays open. */
  public void publishUpToPubRec(Publish publish) {
    send(publish);
    mustSucceed(awaitPubRec(publish.packetId()).reasonCode());
  }

  /** PUBREL and its PUBCOMP. */
  public void release(int packetId) {
    send(new PubRel(packetId));
    await(PubComp.class, comp -> comp.packetId() == packetId);
  }

  private PubRec awaitPubRec(int packetId) {
    return await(PubRec.class, rec -> rec.packetId() == packetId);
  }

  private void mustSucceed(ReasonCode code) {
    if (code.isError()) {
      throw Ended.setUp("the publication of " + name + " was refused: " + code);
    }
  }

  /** PINGREQ and its PINGRESP: the broker has read everything that this client sent before. */
  public void ping() {
    send(new PingReq());
    await(PingResp.class, any -> true);
  }

  /**
   * Waits until the broker has read everything that this client sent before: it answers a PINGREQ, or it has closed. For wrong
   * bytes of which only the consequences elsewhere are judged.
   */
  public void waitUntilRead() {
    send(new PingReq());
    for (int i = 0; i < STRAYS_MAX; i++) {
      Arrival arrival = next(bench.patience());
      if (arrival instanceof Arrival.Silence) {
        throw Ended.setUp(name + " got neither a PINGRESP nor a close");
      }
      boolean pong =
          arrival instanceof Arrival.Received received && received.packet() instanceof PingResp;
      if (pong || arrival instanceof Arrival.Closed) {
        return;
      }
      if (arrival instanceof Arrival.Received received
          && received.packet() instanceof Publish publish) {
        inbox.add(publish);
      }
    }
    throw Ended.setUp(
        "more than " + STRAYS_MAX + " packets came to " + name + ", no PINGRESP among them");
  }

  /** The next publication, its handshake played to the end. If none comes the case ends INCONCLUSIVE. */
  public Publish receive() {
    Publish publish = receiveUnacknowledged();
    acknowledge(publish);
    return publish;
  }

  /** As {@link #receive()}, but empty if none comes within the patience: where that is what the case judges. */
  public Optional<Publish> receiveIfAny() {
    Publish publish =
        inbox.isEmpty() ? awaitOrNull(Publish.class, bench.patience()) : inbox.remove(0);
    if (publish != null) {
      acknowledge(publish);
    }
    return Optional.ofNullable(publish);
  }

  /** As {@link #receive()}, in the time that is given to a Will. */
  public Publish receiveWill() {
    Publish publish = inbox.isEmpty()
        ? await(Publish.class, any -> true, bench.patienceForWills())
        : inbox.remove(0);
    acknowledge(publish);
    return publish;
  }

  /** As {@link #receiveIfAny()}, in the time that is given to a Will. */
  public Optional<Publish> receiveWillIfAny() {
    Publish publish =
        inbox.isEmpty() ? awaitOrNull(Publish.class, bench.patienceForWills()) : inbox.remove(0);
    if (publish != null) {
      acknowledge(publish);
    }
    return Optional.ofNullable(publish);
  }

  /** The next publication, not acknowledged. If none comes the case ends INCONCLUSIVE. */
  public Publish receiveUnacknowledged() {
    return inbox.isEmpty() ? await(Publish.class, any -> true) : inbox.remove(0);
  }

  /** The publication that a resume brings again, its handshake played to the end; empty if none comes in the time that is given to it. */
  public Optional<Publish> receiveRepeatIfAny() {
    Publish publish =
        inbox.isEmpty() ? awaitOrNull(Publish.class, bench.patienceForRepeats()) : inbox.remove(0);
    if (publish != null) {
      acknowledge(publish);
    }
    return Optional.ofNullable(publish);
  }

  /** The publication that a resume brings again, not acknowledged. If none comes the case ends INCONCLUSIVE. */
  public Publish receiveRepeatUnacknowledged() {
    return inbox.isEmpty()
        ? await(Publish.class, any -> true, bench.patienceForRepeats())
        : inbox.remove(0);
  }

  /**
   * As {@link #unacknowledgedUntilQuiet}, for what a resume brings again, the first of which has the time that is given to that; empty if
   * none comes.
   */
  public List<Publish> repeatsUntilQuiet(int atMost) {
    List<Publish> received = new ArrayList<>(takeInbox());
    if (received.isEmpty()) {
      nextAgain(Publish.class).ifPresent(received::add);
    }
    if (!received.isEmpty()) {
      addUntilQuiet(received, atMost);
    }
    return List.copyOf(received);
  }

  /** As {@link #receiveRepeatUnacknowledged()}, its handshake played to the end. */
  public Publish receiveRepeat() {
    Publish publish = receiveRepeatUnacknowledged();
    acknowledge(publish);
    return publish;
  }

  /** Plays the receiver's part for {@code publish} to the end. */
  public void acknowledge(Publish publish) {
    int packetId = publish.packetId();
    switch (publish.qos()) {
      case AT_MOST_ONCE -> {}
      case AT_LEAST_ONCE -> send(new PubAck(packetId));
      case EXACTLY_ONCE -> {
        send(new PubRec(packetId));
        await(PubRel.class, rel -> rel.packetId() == packetId);
        send(new PubComp(packetId));
      }
    }
  }

  /**
   * All payloads up to and with the fence, in order, their handshakes played to the end. The fence is a message behind which
   * the standard orders every one that must not be there; if it does not come the case ends INCONCLUSIVE.
   */
  public List<String> receivedUpTo(String fence) {
    return publicationsUpTo(fence).stream()
        .map(publish -> publish.payload().asText())
        .toList();
  }

  /**
   * As {@link #receivedUpTo(String)}, for judgements that look for something missing. Where one of {@code expected} has not come with the
   * fence, also what comes behind it, until nothing comes for a quiet window: what comes late breaks the order and is not lost.
   */
  public List<String> receivedUpTo(String fence, Collection<String> expected) {
    return publicationsUpTo(fence, expected).stream()
        .map(publish -> publish.payload().asText())
        .toList();
  }

  /** As {@link #receivedUpTo(String, Collection)}, whole packets. */
  public List<Publish> publicationsUpTo(String fence, Collection<String> expected) {
    List<Publish> received = new ArrayList<>(publicationsUpTo(fence));
    Set<String> missing = new HashSet<>(expected);
    received.forEach(publish -> missing.remove(publish.payload().asText()));
    if (!missing.isEmpty()) {
      received.addAll(publicationsUntilQuiet());
    }
    return List.copyOf(received);
  }

  /** As {@link #receivedUpTo(String)}, whole packets. */
  public List<Publish> publicationsUpTo(String fence) {
    List<Publish> received = new ArrayList<>();
    while (received.size() < DELIVERIES_MAX) {
      Publish publish = receive();
      received.add(publish);
      if (publish.payload().asText().equals(fence)) {
        return received;
      }
    }
    throw Ended.setUp(
        DELIVERIES_MAX + " publications came to " + name + ", the fence not among them");
  }

  /**
   * All publications on these topics that come before a fence on their own topic, for messages that this client should, or
   * should not, have got without a subscription to exactly these topics. Subscribes to each of them, then has {@code publisher}
   * send the fences: what it had sent before on the same topic at QoS 1 comes before them if it comes at all [5.0 MQTT-4.6.0-5,
   * 3.1.1 MQTT-4.6.0-6]. Needs QoS 1.
   *
   * @param publisher who had sent the messages, at QoS 1; somebody else has got them already, for a broker that still has to look
   *     for their subscribers would find this one
   */
  public List<Publish> publicationsBeforeFences(CaseClient publisher, List<String> topics) {
    subscribeToAll(topics, Qos.AT_LEAST_ONCE);
    // by its payload a fence is known also where it comes on another topic
    Map<String, String> open = new HashMap<>();
    for (String topic : topics) {
      String fence = FENCE + " " + open.size();
      publisher.publish(Qos.AT_LEAST_ONCE, topic, fence);
      open.put(fence, topic);
    }
    List<Publish> before = new ArrayList<>();
    for (int received = 0; !open.isEmpty(); received++) {
      if (received > DELIVERIES_MAX) {
        throw Ended.setUp(
            received + " publications came to " + name + ", but no fence on " + open.values());
      }
      Publish publish = receive();
      boolean isFence = publish.payload().asText().startsWith(FENCE);
      if (isFence) {
        open.remove(publish.payload().asText());
      } else if (open.containsValue(publish.topic().text())) {
        before.add(publish);
      }
    }
    return List.copyOf(before);
  }

  /**
   * The payloads that come until nothing comes for a quiet window, handshakes played to the end. Where no fence can be made;
   * the judgement declares {@code bySilence}.
   */
  public List<String> receivedUntilQuiet() {
    return publicationsUntilQuiet().stream()
        .map(publish -> publish.payload().asText())
        .toList();
  }

  /** As {@link #receivedUntilQuiet}, whole packets. */
  public List<Publish> publicationsUntilQuiet() {
    List<Publish> received = new ArrayList<>();
    while (received.size() < DELIVERIES_MAX) {
      Publish publish =
          inbox.isEmpty() ? awaitOrNull(Publish.class, bench.quietWindow()) : inbox.remove(0);
      if (publish == null) {
        return List.copyOf(received);
      }
      acknowledge(publish);
      received.add(publish);
    }
    return List.copyOf(received);
  }

  /**
   * All that comes until the broker closes, or sends nothing for this long, as it is and without an answer: for cases that judge
   * bytes. If nothing comes and nobody else is served either, the case ends INCONCLUSIVE.
   */
  public Answer answer(Duration patience) {
    return answer(patience, DELIVERIES_MAX);
  }

  private Answer answer(Duration patience, int packetsMax) {
    Answer answer = Answer.of(this::next, patience, packetsMax);
    if (!answer.isEmpty() || answer.closed()) {
      return answer;
    }
    // a broker that is busy with others looks like one that is silent
    String complaint = bench.complaintOfBystanderOnSilence();
    if (complaint != null) {
      throw new Ended(Verdict.INCONCLUSIVE, complaint);
    }
    return Answer.of(this::next, bench.quietWindow(), packetsMax);
  }

  /**
   * As {@link #answer(Duration)}, without any more time where nothing came: for what the standard itself times. Nobody is asked whether
   * the broker serves anybody else, so that silence alone proves nothing yet.
   */
  public Answer answerWithin(Duration time) {
    return Answer.of(this::next, time, DELIVERIES_MAX);
  }

  /** As {@link #answerWithin}, the next packet alone. */
  public Answer nextAnswerWithin(Duration time) {
    return Answer.of(this::next, time, 1);
  }

  /** As {@link #answer(Duration)}. Behind a DISCONNECT the close, for which no clause sets a time, has the whole patience. */
  public Answer answerAndClose(Duration patience) {
    Answer soon = answer(patience);
    return soon.closed() || soon.count(Disconnect.class) == 0
        ? soon
        : soon.followedBy(answer(bench.patience()));
  }

  /**
   * All that comes behind a PINGREQ, which this sends. Who answers that has heard all that was sent before, and has as much more time to
   * close as {@link #judge} gives; who does not has the patience.
   */
  public Answer answerToPing() {
    send(new PingReq());
    Answer soFar = nextAnswer();
    for (int packets = 1; packets < DELIVERIES_MAX && !isSettled(soFar, packets); packets++) {
      soFar = soFar.followedBy(nextAnswer());
    }
    if (soFar.closed()) {
      return soFar;
    }
    if (soFar.count(Disconnect.class) == 0) {
      soFar = soFar.followedBy(Answer.of(this::next, bench.windows().grace(), STRAYS_MAX));
    }
    return soFar.closed() || soFar.count(Disconnect.class) == 0
        ? soFar
        : soFar.followedBy(answer(bench.patience()));
  }

  private static boolean isSettled(Answer answer, int packets) {
    return answer.closed()
        || answer.came().size() < packets
        || answer.count(PingResp.class) > 0
        || answer.count(Disconnect.class) > 0;
  }

  /** The next packet alone, as it is; none if the broker closes, or sends nothing within the patience. */
  public Answer nextAnswer() {
    return nextAnswer(bench.patience());
  }

  /** As {@link #nextAnswer()}, waiting this long. */
  public Answer nextAnswer(Duration patience) {
    return answer(patience, 1);
  }

  /**
   * The next publications, not acknowledged: waits for the first as long as for any answer, for each further one a quiet window.
   * If none comes the case ends INCONCLUSIVE.
   *
   * @param atMost when to stop waiting for more
   */
  public List<Publish> unacknowledgedUntilQuiet(int atMost) {
    List<Publish> received = new ArrayList<>();
    received.add(receiveUnacknowledged());
    addUntilQuiet(received, atMost);
    return List.copyOf(received);
  }

  private void addUntilQuiet(List<Publish> received, int atMost) {
    while (received.size() < atMost) {
      Publish publish =
          inbox.isEmpty() ? awaitOrNull(Publish.class, bench.quietWindow()) : inbox.remove(0);
      if (publish == null) {
        return;
      }
      received.add(publish);
    }
  }

  /** The next publication, not acknowledged; none if the broker sends none within the patience. */
  public Optional<Publish> nextPublication() {
    return Optional.ofNullable(
        inbox.isEmpty() ? awaitOrNull(Publish.class, bench.patience()) : inbox.remove(0));
  }

  /** The publications that came while other packets, or nothing, were awaited; not acknowledged. */
  public List<Publish> unacknowledgedSoFar() {
    return takeInbox();
  }

  /**
   * Lets this much time pass, for what the standard times in seconds, such as Message Expiry. Publications that come meanwhile
   * are put aside for {@link #receive}.
   */
  public void letPass(Duration time) {
    awaitOrNull(Publish.class, any -> false, time);
  }

  // ---- coming and going

  /** Closes the connection without a DISCONNECT: for the broker a network failure. Does nothing if it is closed. */
  public void drop() {
    wire.close();
    ended();
  }

  /** DISCONNECT 0x00, and waits until the connection is closed. */
  public void disconnect() {
    disconnect(new Disconnect(ReasonCode.SUCCESS));
  }

  /** This DISCONNECT; then waits for the broker to close for a quiet window and closes from this side if it has not. */
  public void disconnect(Disconnect disconnect) {
    send(disconnect);
    wire.next(bench.quietWindow());
    wire.close();
    ended();
  }

  /** Connects again under the same identifier with Clean Start 0, otherwise as before; accepted. */
  public ConnAck resume() {
    return reconnect(again(false));
  }

  /** A new connection and a CONNECT on it, accepted. The old connection is left as it is: drop it before, or be taken over. */
  public ConnAck reconnect(Connect connect) {
    reopen();
    return connect(connect);
  }

  /** A new connection on which nothing was sent yet. The old one is left as it is. */
  public void reopen() {
    wire = bench.openWire(name, spoken);
    lastSentMicros = 0;
    silentMicrosMax = 0;
    established = false;
    closed = false;
    inbox.clear();
    completed.clear();
    keepAliveMicros = 0;
    spoilt = false;
    pings.clear();
  }

  /** The CONNECT that this client sent last, with this Clean Start. */
  public Connect again(boolean cleanStart) {
    Connect last = lastConnect;
    if (last == null) {
      throw new IllegalStateException(name + " has sent no CONNECT yet");
    }
    return new Connect(
        last.version(),
        last.clientId(),
        cleanStart,
        last.keepAliveSeconds(),
        last.will(),
        last.userName(),
        last.password(),
        last.properties());
  }

  private void ended() {
    established = false;
    closed = true;
  }

  // ---- what comes

  /** The next packet of this type within the patience; publications on the way are put aside; anything else ends the case. */
  public <P extends Packet> P await(Class<P> type, Predicate<? super P> test) {
    return await(type, test, bench.patience());
  }

  private <P extends Packet> P await(Class<P> type, Predicate<? super P> test, Duration patience) {
    P found = awaitOrNull(type, test, patience);
    if (found == null) {
      throw bench.notPlayedAlong("no " + type.getSimpleName() + " came to " + name + " within "
          + patience.toMillis() + " ms");
    }
    return found;
  }

  /** Whether such a packet comes within the patience; otherwise as {@link #await}. */
  public <P extends Packet> boolean comes(Class<P> type, Predicate<? super P> test) {
    return awaitOrNull(type, test, bench.patience()) != null;
  }

  /** Whether a resume brings such a packet again, in the time that is given to it; otherwise as {@link #await}. */
  public <P extends Packet> boolean comesAgain(Class<P> type, Predicate<? super P> test) {
    return awaitOrNull(type, test, bench.patienceForRepeats()) != null;
  }

  /** The packet of this type that a resume brings again, empty if none comes in the time that is given to it; otherwise as {@link #await}. */
  public <P extends Packet> Optional<P> nextAgain(Class<P> type) {
    return Optional.ofNullable(awaitOrNull(type, bench.patienceForRepeats()));
  }

  private <P extends Packet> @Nullable P awaitOrNull(Class<P> type, Duration patience) {
    return awaitOrNull(type, any -> true, patience);
  }

  private <P extends Packet> @Nullable P awaitOrNull(
      Class<P> type, Predicate<? super P> test, Duration patience) {
    long deadlineMicros = bench.elapsedMicros() + patience.toNanos() / 1_000;
    while (true) {
      long leftMicros = deadlineMicros - bench.elapsedMicros();
      Arrival arrival = next(Duration.ofNanos(Math.max(0, leftMicros) * 1_000));
      if (arrival instanceof Arrival.Silence) {
        return null;
      }
      if (arrival instanceof Arrival.Closed) {
        throw bench.notPlayedAlong("the broker closed the connection of " + name + " where "
            + type.getSimpleName() + " was due");
      }
      if (arrival instanceof Arrival.Broken broken) {
        bench.takeViolation(
            broken.violation(), Judge.broken(broken, "bytes that break the standard"));
      }
      if (arrival instanceof Arrival.Received received) {
        if (type.isInstance(received.packet()) && test.test(type.cast(received.packet()))) {
          return type.cast(received.packet());
        }
        putAside(received.packet(), type);
      }
      if (leftMicros <= 0) {
        return null;
      }
    }
  }

  private void putAside(Packet packet, Class<? extends Packet> awaited) {
    if (packet instanceof Publish publish) {
      inbox.add(publish);
      return;
    }
    if (packet instanceof PubRel again && completed.contains(again.packetId())) {
      // a broker may have sent it twice before it had our PUBCOMP: it gets another one
      send(new PubComp(again.packetId()));
      return;
    }
    if (overlooked.contains(packet.type())) {
      return;
    }
    throw Ended.setUp(PacketWords.of(packet) + " came to " + name + " where "
        + awaited.getSimpleName() + " was due");
  }

  private Arrival next(Duration patience) {
    long beganMicros = bench.elapsedMicros();
    long deadlineMicros = beganMicros + patience.toNanos() / 1_000;
    while (true) {
      long leftMicros = Math.max(0, deadlineMicros - bench.elapsedMicros());
      long sliceMicros = Math.min(leftMicros, bench.microsUntilPing());
      Arrival arrival = bench.next(wire, Duration.ofNanos(sliceMicros * 1_000));
      note(arrival);
      bench.pingWhereDue();
      if (arrival instanceof Arrival.Silence) {
        if (sliceMicros == leftMicros) {
          return new Arrival.Silence((bench.elapsedMicros() - beganMicros) / 1_000);
        }
      } else if (!answersOwnPing(arrival)) {
        return arrival;
      }
    }
  }

  private void note(Arrival arrival) {
    if (arrival instanceof Arrival.Closed) {
      ended();
    } else if (arrival instanceof Arrival.Received received
        && received.packet() instanceof ConnAck ack
        && ack.reasonCode() == ReasonCode.SUCCESS) {
      established = true;
      keepAliveMicros = imposedSeconds(ack) * 1_000_000;
    }
  }

  /** Server Keep Alive, where it is another value than the one that the client keeps to anyway [5.0 MQTT-3.1.2-21]. */
  private long imposedSeconds(ConnAck ack) {
    long asked = lastConnect == null ? 0 : lastConnect.keepAliveSeconds();
    long told = ack.properties().number(PropertyId.SERVER_KEEP_ALIVE, asked);
    return told == asked ? 0 : told;
  }

  private boolean answersOwnPing(Arrival arrival) {
    return arrival instanceof Arrival.Received received
        && received.packet() instanceof PingResp
        && Boolean.TRUE.equals(pings.poll());
  }

  /** How long this client may still say nothing, if the broker has set it a Keep Alive: half of it. */
  long microsUntilPing() {
    boolean isBound = established() && keepAliveMicros > 0 && !silentOnPurpose && !spoilt;
    return isBound
        ? Math.max(0, lastSentMicros + keepAliveMicros / 2 - bench.elapsedMicros())
        : Long.MAX_VALUE;
  }

  /** Sends a PINGREQ if it is time, of which the case is not to know. */
  void pingIfDue() {
    if (microsUntilPing() == 0) {
      pings.add(true);
      noteSending();
      wire.send(new PingReq());
    }
  }

  /**
   * Until {@link #keepSilent()} this client sends a PINGREQ, of which the case is not to know, while the case waits for whatever: for a
   * set-up that may take longer than the Keep Alive of its CONNECT.
   */
  public void keepAwake() {
    Connect connect = again(false);
    keepAliveMicros = connect.keepAliveSeconds() * 1_000_000L;
  }

  /** From now on this client does not keep to a Keep Alive by itself: that is what the case is about. */
  public void keepSilent() {
    silentOnPurpose = true;
  }

  /** Whether a CONNECT was accepted, and the connection stands as far as is known. */
  public boolean established() {
    return established && !closed;
  }

  /** From now on packets of this type are passed over where others are due: of which the standard says nothing, either way. */
  public void overlook(PacketType type) {
    overlooked.add(type);
  }

  // ---- for the framework

  /** Sends a DISCONNECT if the connection stands, so that no Will is published by our leaving. */
  void sayGoodbye() {
    if (established()) {
      wire.send(new Disconnect(ReasonCode.SUCCESS));
    }
  }

  /** A guest keeps to the topics of its own and those of the setup file, unless nobody else is there. */
  private void checkManners(Packet packet) {
    if (bench.exclusive()) {
      return;
    }
    if (packet.type() == PacketType.SUBSCRIBE) {
      for (Subscription subscription : ((Subscribe) packet).subscriptions()) {
        String filter = unshared(subscription.filter().text());
        if (!filter.startsWith(bench.topicPrefix()) && !bench.setup().names(filter)) {
          throw new IllegalStateException(
              "a guest subscribes below bench.topic(...) only, not to " + filter);
        }
      }
    }
    if (packet instanceof Connect connect
        && connect.will() != null
        && !connect.will().topic().text().startsWith(bench.topicPrefix())) {
      throw new IllegalStateException("a guest's Will goes below bench.topic(...) only, not to "
          + connect.will().topic());
    }
    if (packet instanceof Publish publish
        && !publish.topic().text().isEmpty()
        && !publish.topic().text().startsWith(bench.topicPrefix())
        && !bench.setup().names(publish.topic().text())) {
      throw new IllegalStateException(
          "a guest publishes below bench.topic(...) only, not to " + publish.topic());
    }
  }

  private String unshared(String filter) {
    if (bench.version() != MqttVersion.V5 || !filter.startsWith("$share/")) {
      return filter;
    }
    return filter.substring(filter.indexOf('/', "$share/".length()) + 1);
  }
}
