package dev.assay.suite;

import dev.assay.codec.Deviation;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.PingReq;
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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A client of a case: sends right packets and wrong bytes, plays the handshakes that a case needs as set-up, and judges what
 * comes.
 *
 * <p>Two kinds of methods. <b>Set-up</b> ({@link #connect}, {@link #subscribe}, {@link #publish}, {@link #receive} ...) plays a
 * whole exchange; if the broker does not play along, the case ends INCONCLUSIVE, for nothing was judged. <b>Judgement</b>
 * ({@link #judge}) holds what comes against outcomes. So whatever a case judges, it sends with {@link #send} and then judges.
 *
 * <p>This class is what a case can say. How it is done: {@link CaseConnection} sends, and keeps to a Keep Alive; {@link Inbox} waits
 * for packets and puts publications aside; {@link Sender} plays the handshakes of what the case publishes, {@link Receiver} those of
 * what comes to it, up to a fence or until nothing comes; {@link Answers} takes everything as it is.
 */
public final class CaseClient {
  private final Bench bench;
  private final String name;
  private final String clientId;

  private final CaseConnection connection;
  private final Inbox inbox;
  private final Sender sender;
  private final Receiver receiver;
  private final Answers answers;
  private int lastPacketId;

  CaseClient(Bench bench, String name) {
    this(bench, name, bench.version());
  }

  CaseClient(Bench bench, String name, MqttVersion spoken) {
    this.bench = bench;
    this.name = name;
    this.clientId = bench.clientId(name);
    this.connection = new CaseConnection(bench, name, spoken);
    this.inbox = new Inbox(bench, name, connection);
    this.sender = new Sender(bench, name, connection, inbox);
    this.receiver = new Receiver(bench, name, connection, inbox);
    this.answers = new Answers(bench, connection);
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
    connection.send(packet);
  }

  /**
   * The longest time in microseconds in which this connection has sent nothing, until now at most: what the broker saw was not
   * longer, but for what the network took.
   */
  public long silentMicrosMax() {
    return connection.silentMicrosMax();
  }

  /** Sends bytes that are wrong on purpose. What they may leave in the target is told to the bench by the case. */
  public void send(Deviation deviation) {
    connection.send(deviation);
  }

  /**
   * Sends any bytes, such as a part of a packet: over a WebSocket in one frame. What they may leave in the target is told to the
   * bench by the case.
   */
  public void sendBytes(byte[] bytes) {
    connection.sendBytes(bytes);
  }

  /** Sends bytes in a text frame of a WebSocket, where no packet may be. Needs {@link Need#WEB_SOCKET}. */
  public void sendTextFrame(byte[] bytes) {
    connection.sendTextFrame(bytes);
  }

  /** The subprotocol that the broker selected for this WebSocket; empty if it named none. */
  public Optional<String> subprotocol() {
    return connection.subprotocol();
  }

  /** Leaves out of the transcript what crossed this connection so far: for one of many that begin alike. */
  public void forgetSoFar() {
    connection.forgetSoFar();
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
    // no set-up may hide a publication from the judge
    List<Publish> early = here.speaksOfPublications() ? inbox.takeAll() : List.of();
    return new Judge(
            new WatchedWire(bench, connection, early),
            windows,
            here,
            point.statement().level(),
            inbox.publications())
        .decide();
  }

  Judge.Finding checkedByBystander(Judge.Finding finding) {
    if (!finding.closed() || finding.verdict() == Verdict.FAIL) {
      return finding;
    }
    String complaint = bench.complaintOfBystander();
    return complaint == null ? finding : bench.blamed(finding, complaint);
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
    ConnAck ack = inbox.awaitOrNull(ConnAck.class, bench.patience());
    if (ack == null) {
      throw bench.unanswered(
          "no CONNACK came to " + name + " within " + bench.patience().toMillis() + " ms");
    }
    if (ack.reasonCode() != ReasonCode.SUCCESS) {
      throw Ended.setUp(name + " was refused: " + PacketWords.of(ack, connection.version()));
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
    return inbox
        .awaitUnlessEnded(SubAck.class, ack -> ack.packetId() == packetId, "SUBACK")
        .filter(ack -> !ack.reasonCodes().get(0).isError())
        .isPresent();
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
    sender.publish(publish);
  }

  /** PUBLISH of QoS 2 up to its PUBREC: the exchange stays open. */
  public void publishUpToPubRec(Publish publish) {
    sender.publishUpToPubRec(publish);
  }

  /** PUBREL and its PUBCOMP. */
  public void release(int packetId) {
    sender.release(packetId);
  }

  /** PINGREQ and its PINGRESP: the broker has read everything that this client sent before. */
  public void ping() {
    sender.ping();
  }

  /**
   * Waits until the broker has read everything that this client sent before: it answers a PINGREQ, or it has closed. For wrong
   * bytes of which only the consequences elsewhere are judged.
   */
  public void waitUntilRead() {
    send(new PingReq());
    inbox.awaitPingRespOrClose();
  }

  /** The next publication, its handshake played to the end. If none comes the case ends INCONCLUSIVE. */
  public Publish receive() {
    return receiver.receive(bench.patience());
  }

  /** As {@link #receive()}, but empty if none comes within the patience: where that is what the case judges. */
  public Optional<Publish> receiveIfAny() {
    return Optional.ofNullable(receiver.receiveOrNull(bench.patience()));
  }

  /** As {@link #receive()}, in the time that is given to a Will. */
  public Publish receiveWill() {
    return receiver.receive(bench.patienceForWills());
  }

  /** As {@link #receiveIfAny()}, in the time that is given to a Will. */
  public Optional<Publish> receiveWillIfAny() {
    return Optional.ofNullable(receiver.receiveOrNull(bench.patienceForWills()));
  }

  /** The next publication, not acknowledged. If none comes the case ends INCONCLUSIVE. */
  public Publish receiveUnacknowledged() {
    return inbox.publication(bench.patience());
  }

  /** The publication that a resume brings again, its handshake played to the end; empty if none comes in the time that is given to it. */
  public Optional<Publish> receiveRepeatIfAny() {
    return Optional.ofNullable(receiver.receiveOrNull(bench.patienceForRepeats()));
  }

  /** The publication that a resume brings again, not acknowledged. If none comes the case ends INCONCLUSIVE. */
  public Publish receiveRepeatUnacknowledged() {
    return inbox.publication(bench.patienceForRepeats());
  }

  /**
   * As {@link #unacknowledgedUntilQuiet}, for what a resume brings again, the first of which has the time that is given to that; empty if
   * none comes.
   */
  public List<Publish> repeatsUntilQuiet(int atMost) {
    List<Publish> soFar = inbox.takeAll();
    List<Publish> first = soFar.isEmpty() ? nextAgain(Publish.class).stream().toList() : soFar;
    return first.isEmpty() ? first : receiver.unacknowledgedUntilQuiet(first, atMost);
  }

  /** As {@link #receiveRepeatUnacknowledged()}, its handshake played to the end. */
  public Publish receiveRepeat() {
    return receiver.receive(bench.patienceForRepeats());
  }

  /** Plays the receiver's part for {@code publish} to the end. */
  public void acknowledge(Publish publish) {
    receiver.acknowledge(publish);
  }

  /**
   * All payloads up to and with the fence, in order, their handshakes played to the end. The fence is a message behind which
   * the standard orders every one that must not be there; if it does not come the case ends INCONCLUSIVE.
   */
  public List<String> receivedUpTo(String fence) {
    return payloads(receiver.upTo(fence));
  }

  /**
   * As {@link #receivedUpTo(String)}, for judgements that look for something missing. Where one of {@code expected} has not come with the
   * fence, also what comes behind it, until nothing comes for a quiet window: what comes late breaks the order and is not lost.
   */
  public List<String> receivedUpTo(String fence, Collection<String> expected) {
    return payloads(receiver.upTo(fence, expected));
  }

  /** As {@link #receivedUpTo(String, Collection)}, whole packets. */
  public List<Publish> publicationsUpTo(String fence, Collection<String> expected) {
    return receiver.upTo(fence, expected);
  }

  /** As {@link #receivedUpTo(String)}, whole packets. */
  public List<Publish> publicationsUpTo(String fence) {
    return receiver.upTo(fence);
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
    return receiver.before(Fences.sent(
        topics, (topic, payload) -> publisher.publish(Qos.AT_LEAST_ONCE, topic, payload)));
  }

  /**
   * The payloads that come until nothing comes for a quiet window, handshakes played to the end. Where no fence can be made;
   * the judgement declares {@code bySilence}.
   */
  public List<String> receivedUntilQuiet() {
    return payloads(receiver.untilQuiet());
  }

  /** As {@link #receivedUntilQuiet}, whole packets. */
  public List<Publish> publicationsUntilQuiet() {
    return receiver.untilQuiet();
  }

  private static List<String> payloads(List<Publish> publications) {
    return publications.stream().map(publish -> publish.payload().asText()).toList();
  }

  /**
   * All that comes until the broker closes, or sends nothing for this long, as it is and without an answer: for cases that judge
   * bytes. If nothing comes and nobody else is served either, the case ends INCONCLUSIVE.
   */
  public Answer answer(Duration patience) {
    return answers.until(patience);
  }

  /**
   * As {@link #answer(Duration)}, without any more time where nothing came: for what the standard itself times. Nobody is asked whether
   * the broker serves anybody else, so that silence alone proves nothing yet.
   */
  public Answer answerWithin(Duration time) {
    return answers.within(time);
  }

  /** As {@link #answerWithin}, the next packet alone. */
  public Answer nextAnswerWithin(Duration time) {
    return answers.nextWithin(time);
  }

  /** As {@link #answer(Duration)}. Behind a DISCONNECT the close, for which no clause sets a time, has the whole patience. */
  public Answer answerAndClose(Duration patience) {
    return answers.andClose(patience);
  }

  /**
   * All that comes behind a PINGREQ, which this sends. Who answers that has heard all that was sent before, and has as much more time to
   * close as {@link #judge} gives; who does not has the patience.
   */
  public Answer answerToPing() {
    return answers.toPing();
  }

  /** The next packet alone, as it is; none if the broker closes, or sends nothing within the patience. */
  public Answer nextAnswer() {
    return nextAnswer(bench.patience());
  }

  /** As {@link #nextAnswer()}, waiting this long. */
  public Answer nextAnswer(Duration patience) {
    return answers.next(patience);
  }

  /**
   * The next publications, not acknowledged: waits for the first as long as for any answer, for each further one a quiet window.
   * If none comes the case ends INCONCLUSIVE.
   *
   * @param atMost when to stop waiting for more
   */
  public List<Publish> unacknowledgedUntilQuiet(int atMost) {
    return receiver.unacknowledgedUntilQuiet(List.of(receiveUnacknowledged()), atMost);
  }

  /** The next publication, not acknowledged; none if the broker sends none within the patience. */
  public Optional<Publish> nextPublication() {
    return Optional.ofNullable(inbox.publicationOrNull(bench.patience()));
  }

  /** The publications that came while other packets, or nothing, were awaited; not acknowledged. */
  public List<Publish> unacknowledgedSoFar() {
    return inbox.takeAll();
  }

  /**
   * Lets this much time pass, for what the standard times in seconds, such as Message Expiry. Publications that come meanwhile
   * are put aside for {@link #receive}.
   */
  public void letPass(Duration time) {
    inbox.awaitOrNull(Publish.class, any -> false, time);
  }

  // ---- coming and going

  /** Closes the connection without a DISCONNECT: for the broker a network failure. Does nothing if it is closed. */
  public void drop() {
    connection.close();
  }

  /** DISCONNECT 0x00, and waits until the connection is closed. */
  public void disconnect() {
    disconnect(new Disconnect(ReasonCode.SUCCESS));
  }

  /** This DISCONNECT; then waits for the broker to close for a quiet window and closes from this side if it has not. */
  public void disconnect(Disconnect disconnect) {
    send(disconnect);
    connection.closeUnlessClosedWithin(bench.quietWindow());
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
    connection.reopen();
    inbox.clear();
  }

  /** The CONNECT that this client sent last, with this Clean Start. */
  public Connect again(boolean cleanStart) {
    Connect last = connection.lastConnect();
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

  // ---- what comes

  /** The next packet of this type within the patience; publications on the way are put aside; anything else ends the case. */
  public <P extends Packet> P await(Class<P> type, Predicate<? super P> test) {
    return inbox.await(type, test, bench.patience());
  }

  /** Whether such a packet comes within the patience; otherwise as {@link #await}. */
  public <P extends Packet> boolean comes(Class<P> type, Predicate<? super P> test) {
    return inbox.awaitOrNull(type, test, bench.patience()) != null;
  }

  /** Whether a resume brings such a packet again, in the time that is given to it; otherwise as {@link #await}. */
  public <P extends Packet> boolean comesAgain(Class<P> type, Predicate<? super P> test) {
    return inbox.awaitOrNull(type, test, bench.patienceForRepeats()) != null;
  }

  /** The packet of this type that a resume brings again, empty if none comes in the time that is given to it; otherwise as {@link #await}. */
  public <P extends Packet> Optional<P> nextAgain(Class<P> type) {
    return Optional.ofNullable(inbox.awaitOrNull(type, bench.patienceForRepeats()));
  }

  /**
   * Until {@link #keepSilent()} this client sends a PINGREQ, of which the case is not to know, while the case waits for whatever: for a
   * set-up that may take longer than the Keep Alive of its CONNECT.
   */
  public void keepAwake() {
    connection.keepAwake(again(false).keepAliveSeconds());
  }

  /** From now on this client does not keep to a Keep Alive by itself: that is what the case is about. */
  public void keepSilent() {
    connection.keepSilent();
  }

  /** Whether a CONNECT was accepted, and the connection stands as far as is known. */
  public boolean established() {
    return connection.established();
  }

  /** From now on packets of this type are passed over where others are due: of which the standard says nothing, either way. */
  public void overlook(PacketType type) {
    inbox.overlook(type);
  }

  // ---- for the framework

  /** How long this client may still say nothing, if the broker has set it a Keep Alive. */
  long microsUntilPing() {
    return connection.microsUntilPing();
  }

  /** Sends a PINGREQ if it is time, of which the case is not to know. */
  void pingIfDue() {
    connection.pingIfDue();
  }

  /** Sends a DISCONNECT if the connection stands, so that no Will is published by our leaving. */
  void sayGoodbye() {
    connection.sayGoodbye();
  }
}
