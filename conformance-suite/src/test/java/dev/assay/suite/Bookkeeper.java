package dev.assay.suite;

import dev.assay.broker.core.Input;
import dev.assay.broker.core.Witness;
import dev.assay.broker.state.AwaitingPubRel;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.BrokerView;
import dev.assay.broker.state.Delivery;
import dev.assay.broker.state.Dropped;
import dev.assay.broker.state.InFlight;
import dev.assay.broker.state.Message;
import dev.assay.broker.state.Session;
import dev.assay.broker.state.SessionSubscription;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts again, after each input, what the broker counts: by the connections of the network, by what each session holds, and by what its
 * journal was told.
 */
final class Bookkeeper implements Onlooker {
  private static final TopicName NOWHERE = TopicName.of("nobody/publishes/here");
  private static final String NOBODY = "nobody has this name";

  private final Witness witness;
  private final Interruption interruption;
  private final Trail trail = new Trail();
  private final Notebook notebook = new Notebook(trail);
  private final List<String> complaints = new ArrayList<>();
  private long openedBefore;
  private long opened;
  private int timersMax;
  private int clientsMax;
  private long recordsSeen = -1;
  private boolean isKilled;

  /**
   * One who looks at a broker that begins now.
   *
   * @param interruption what happens to it besides what its clients do
   */
  Bookkeeper(Witness witness, Interruption interruption) {
    this.witness = witness;
    this.interruption = interruption;
  }

  @Override
  public Witness witness() {
    return witness;
  }

  @Override
  public BrokerState firstState() {
    return new BrokerState(notebook);
  }

  @Override
  public void sent(long connection, PacketType type, byte[] bytes) {
    trail.add("sends " + type, connection + " " + HexFormat.of().formatHex(bytes));
  }

  @Override
  public void closed(long connection) {
    trail.add("closes", String.valueOf(connection));
  }

  @Override
  public List<Input> besides(long inputs) {
    return interruption.besides(inputs);
  }

  @Override
  public boolean isKilledAfter(long inputs) {
    isKilled |= inputs == interruption.killedAfter();
    return inputs == interruption.killedAfter();
  }

  @Override
  public @Nullable BrokerState stateOfNextProcess() {
    if (!interruption.restartsAtRest() && !isKilled) {
      return null;
    }
    isKilled = false;
    openedBefore = opened;
    clientsMax = 0;
    recordsSeen = -1;
    return notebook.restore();
  }

  @Override
  public void afterInput(BrokerState state, long openedByClients, Collection<Long> open) {
    opened = openedByClients;
    timersMax = Math.max(timersMax, state.timers().count());
    BrokerView view = state;
    compare("connections opened", view.counts().connectionsOpened(), opened - openedBefore);
    compare("connections", view.connections(), open.stream().sorted().toList());
    compare("their number", view.connectionCount(), open.size());
    compare("clients", view.clientCount(), sum(state, each -> each.link() == null ? 0 : 1));
    clientsMax = Math.max(clientsMax, view.clientCount());
    // one that comes and goes by the same input is seen by the broker alone
    compare("clients at once", view.clientCountMax() >= clientsMax, true);
    compare("sessions", view.sessionCount(), state.sessions().size());
    compare(
        "subscriptions",
        view.subscriptionCount(),
        sum(state, it -> it.subscriptions().size()));
    compare(
        "shared ones of these",
        view.sharedSubscriptionCount(),
        sum(state, it -> (int) it.subscriptions().values().stream()
            .filter(SessionSubscription::isShared)
            .count()));
    compare(
        "in flight", view.inFlightCount(), sum(state, each -> each.inFlight().size()));
    compare(
        "bytes in flight",
        view.inFlightBytes(),
        bytes(state, session -> session.inFlight().stream().map(InFlight::delivery)));
    compare("waiting", view.waitingCount(), sum(state, each -> each.waiting().size()));
    compare("bytes waiting", view.waitingBytes(), bytes(state, each -> each.waiting().stream()));
    compare(
        "bytes beside messages",
        state.overheadBytes(),
        state.sessions().stream()
            .flatMap(each -> Stream.concat(
                each.waiting().stream(), each.inFlight().stream().map(InFlight::delivery)))
            .mapToLong(delivery -> Delivery.OVERHEAD_BYTES
                + (long) Delivery.IDENTIFIER_BYTES * delivery.identifiers().size())
            .sum());
    compare(
        "bytes that await PUBREL",
        state.unreleasedBytes(),
        state.sessions().stream()
            .flatMap(session -> session.awaitingPubRel().values().stream())
            .mapToLong(awaiting -> AwaitingPubRel.OVERHEAD_BYTES + bytes(awaiting.unpublished()))
            .sum());
    compare(
        "bytes of wills",
        state.willBytes(),
        state.sessions().stream()
            .map(Session::will)
            .filter(Objects::nonNull)
            .mapToLong(will -> will.topic().encodedLength()
                + will.properties().encodedLength()
                + will.payload().length())
            .sum());
    compare("waiting by session", sum(state, Session::waitingCount), view.waitingCount());
    state.sessions().forEach(session -> look(view, session));
    compare("what the journal was told", notebook.differenceFrom(state), "");
    if (notebook.records() != recordsSeen) {
      recordsSeen = notebook.records();
      complaints.addAll(PlainMatching.differencesIn(state, notebook.retained()));
      notebook.retained().forEach(message -> look(view, message));
      compare("retained nowhere", view.retained(NOWHERE), null);
      compare("session of nobody", view.hasSession(NOBODY), false);
      compare("filters of nobody", view.filtersOf(NOBODY), List.of());
    }
  }

  private void look(BrokerView view, Message message) {
    Publish shown = Objects.requireNonNull(view.retained(message.topic()));
    compare(
        "retained on " + message.topic(),
        Message.of(
            message.publisher(),
            shown.topic(),
            shown.qos(),
            shown.retain(),
            shown.properties(),
            shown.payload(),
            message.arrivedMillis()),
        Message.of(
            message.publisher(),
            message.topic(),
            message.qos(),
            true,
            message.properties(),
            message.payload(),
            message.arrivedMillis()));
  }

  private void look(BrokerView view, Session session) {
    String name = session.name();
    compare("session of " + name, view.hasSession(name), true);
    compare(
        "filters of " + name,
        view.filtersOf(name),
        List.copyOf(session.subscriptions().keySet()));
    compare("under way to " + name, view.underWayTo(name), session.inFlight().size());
    Long connection = view.connectionOf(name);
    compare("presence of " + name, connection == null, session.link() == null);
    if (connection != null) {
      compare("whose connection " + connection + " is", view.clientOf(connection), name);
      compare("version of " + connection, view.versionOf(connection), session.version());
    }
  }

  private static long bytes(BrokerState state, Function<Session, Stream<Delivery>> part) {
    return state.sessions().stream()
        .flatMap(part)
        .map(Delivery::message)
        .mapToLong(Bookkeeper::bytes)
        .sum();
  }

  private static long bytes(@Nullable Message message) {
    return message == null
        ? 0
        : (long) message.topic().encodedLength()
            + message.properties().encodedLength()
            + message.payload().length();
  }

  private static int sum(BrokerState state, ToIntFunction<Session> part) {
    return state.sessions().stream().mapToInt(part).sum();
  }

  private void compare(String what, @Nullable Object counted, @Nullable Object expected) {
    if (counted == null ? expected != null : !counted.equals(expected)) {
      complaints.add(what + ": " + counted + " in place of " + expected);
    }
  }

  /** Where the broker counted wrong. */
  List<String> complaints() {
    return complaints;
  }

  /** What the broker counted that leaves no other trace, and what it still remembers. */
  List<String> counted(BrokerState state) {
    List<String> all = new ArrayList<>(trail.items());
    for (Dropped why : Dropped.values()) {
      add(all, "dropped " + why, state.counts().dropped(why));
    }
    add(all, "dropped", state.counts().dropped());
    for (ReasonCode code : ReasonCode.values()) {
      add(all, "refused " + code, state.counts().refused(code));
    }
    add(all, "topics kept", state.subscriptions().keptTopics());
    add(all, "clients at once", state.clientCountMax());
    add(all, "expired", state.counts().sessionsExpired());
    add(all, "timers at once", timersMax);
    String left = leftIn(state);
    if (!left.isEmpty()) {
      all.add("left " + left);
    }
    return all;
  }

  /** What the broker still remembers, in words; empty if nothing. */
  static String leftIn(BrokerState state) {
    List<String> all = new ArrayList<>();
    add(all, "connections", state.connectionCount());
    add(all, "sessions", state.sessionCount());
    add(all, "subscriptions", state.subscriptionCount());
    add(all, "empty places for subscriptions", state.subscriptions().isEmpty() ? 0 : 1);
    add(all, "retained", state.retainedCount());
    add(all, "waiting", state.waitingCount());
    add(all, "timers", state.timers().count());
    return String.join(" and ", all);
  }

  private static void add(List<String> all, String what, long number) {
    if (number != 0) {
      all.add(what + " x" + number);
    }
  }
}
