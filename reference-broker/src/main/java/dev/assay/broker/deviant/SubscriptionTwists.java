package dev.assay.broker.deviant;

import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.PacketId;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The twists that the deviants of subscriptions are made of. */
final class SubscriptionTwists {
  private SubscriptionTwists() {}

  /** A SUBSCRIBE or UNSUBSCRIBE that is still to be answered. */
  record Request(long connection, int packetId) {}

  /** A subscription by its key. */
  record Key(String client, TopicFilter filter) {}

  /** The filters that the client of this connection subscribes to. */
  static List<TopicFilter> held(long connection, BrokerView broker) {
    String client = broker.clientOf(connection);
    return client == null ? List.of() : broker.filtersOf(client);
  }

  /** {@code subscription} with another filter. */
  static Subscription with(Subscription subscription, TopicFilter filter) {
    return new Subscription(
        filter,
        subscription.qos(),
        subscription.noLocal(),
        subscription.retainAsPublished(),
        subscription.retainHandling());
  }

  /** {@code subscription} with another Retain Handling. */
  static Subscription withHandling(Subscription subscription, RetainHandling handling) {
    return new Subscription(
        subscription.filter(),
        subscription.qos(),
        subscription.noLocal(),
        subscription.retainAsPublished(),
        handling);
  }

  /** Chooses the Retain Handling of a subscription that is asked for. */
  interface Handling {
    RetainHandling of(Subscription asked, long connection, BrokerView broker);
  }

  /** Takes each subscription that is asked for with the Retain Handling that {@code handling} chooses. */
  static Twist taking(Handling handling) {
    return Twists.incoming(
        Subscribe.class,
        (packet, connection, broker) -> new Subscribe(
            packet.packetId(),
            packet.properties(),
            packet.subscriptions().stream()
                .map(asked -> withHandling(asked, handling.of(asked, connection, broker)))
                .toList()));
  }

  /** {@code subscription} with another No Local. */
  static Subscription withNoLocal(Subscription subscription, boolean noLocal) {
    return new Subscription(
        subscription.filter(),
        subscription.qos(),
        noLocal,
        subscription.retainAsPublished(),
        subscription.retainHandling());
  }

  /** Each subscription comes in as {@code change} says, which also sees the filters that its session has already. */
  static Twist subscribing(BiFunction<Subscription, List<TopicFilter>, Subscription> change) {
    return Twists.incoming(Subscribe.class, (packet, connection, broker) -> {
      List<TopicFilter> held = held(connection, broker);
      return new Subscribe(
          packet.packetId(),
          packet.properties(),
          packet.subscriptions().stream()
              .map(asked -> change.apply(asked, held))
              .toList());
    });
  }

  /** Topic Filters are taken for others, in SUBSCRIBE and in UNSUBSCRIBE. */
  static Twist filtering(UnaryOperator<String> change) {
    return Twists.both(
        subscribing((asked, held) ->
            with(asked, TopicFilter.of(change.apply(asked.filter().text())))),
        Twists.incoming(
            Unsubscribe.class,
            (packet, connection, broker) -> new Unsubscribe(
                packet.packetId(),
                packet.properties(),
                packet.filters().stream()
                    .map(filter -> TopicFilter.of(change.apply(filter.text())))
                    .toList())));
  }

  /** Which of the subscriptions asked for are made; at least one. */
  @FunctionalInterface
  interface Selection {
    List<Subscription> of(List<Subscription> asked, List<TopicFilter> held);
  }

  /** Only some subscriptions of a SUBSCRIBE are made; SUBACK grants them all. */
  static Twist making(Selection selection) {
    return new Twist() {
      private final Map<Request, List<ReasonCode>> promised = new HashMap<>();

      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (!(input instanceof Input.PacketArrived arrived
            && arrived.packet() instanceof Subscribe subscribe)) {
          return List.of(input);
        }
        long connection = arrived.connection();
        List<Subscription> asked = subscribe.subscriptions();
        List<Subscription> made = selection.of(asked, held(connection, broker));
        if (made.size() == asked.size()) {
          return List.of(input);
        }
        promised.put(
            new Request(connection, subscribe.packetId()),
            asked.stream().map(each -> ReasonCode.granted(each.qos())).toList());
        return List.of(new Input.PacketArrived(
            connection, new Subscribe(subscribe.packetId(), subscribe.properties(), made)));
      }

      @Override
      public List<Effect> effects(Effect effect, BrokerView broker) {
        if (effect instanceof Effect.Sent sent && sent.packet() instanceof SubAck ack) {
          List<ReasonCode> codes = promised.remove(new Request(sent.connection(), ack.packetId()));
          if (codes != null) {
            return List.of(new Effect.Sent(
                sent.connection(),
                sent.version(),
                new SubAck(ack.packetId(), ack.properties(), codes)));
          }
        }
        return List.of(effect);
      }
    };
  }

  /** SUBACKs of SUBSCRIBEs that {@code where} picks go out as {@code change} says. */
  static Twist answering(
      BiPredicate<Subscribe, List<TopicFilter>> where, Answer<Subscribe, SubAck> change) {
    return new AnswerTwist<>(Subscribe.class, SubAck.class, SubAck::packetId, where, change);
  }

  /** UNSUBACKs of UNSUBSCRIBEs that {@code where} picks go out as {@code change} says. */
  static Twist answeringUnsubscribe(
      BiPredicate<Unsubscribe, List<TopicFilter>> where, Answer<Unsubscribe, UnsubAck> change) {
    return new AnswerTwist<>(Unsubscribe.class, UnsubAck.class, UnsubAck::packetId, where, change);
  }

  /** What leaves in place of an answer. */
  @FunctionalInterface
  interface Answer<Q extends Packet, A extends Packet> {
    List<Effect> instead(Effect.Sent sent, A answer, Q request, List<TopicFilter> held);
  }

  private static final class AnswerTwist<Q extends Packet, A extends Packet> implements Twist {
    private record Asked<Q>(Q request, List<TopicFilter> held) {}

    private final Class<Q> requests;
    private final Class<A> answers;
    private final ToIntFunction<A> packetId;
    private final BiPredicate<Q, List<TopicFilter>> where;
    private final Answer<Q, A> change;
    private final Map<Request, Asked<Q>> open = new HashMap<>();

    AnswerTwist(
        Class<Q> requests,
        Class<A> answers,
        ToIntFunction<A> packetId,
        BiPredicate<Q, List<TopicFilter>> where,
        Answer<Q, A> change) {
      this.requests = requests;
      this.answers = answers;
      this.packetId = packetId;
      this.where = where;
      this.change = change;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (input instanceof Input.PacketArrived arrived && requests.isInstance(arrived.packet())) {
        Q request = requests.cast(arrived.packet());
        List<TopicFilter> held = held(arrived.connection(), broker);
        if (where.test(request, held)) {
          open.put(new Request(arrived.connection(), idOf(request)), new Asked<>(request, held));
        }
      }
      return List.of(input);
    }

    private static int idOf(Packet request) {
      return request instanceof Subscribe subscribe
          ? subscribe.packetId()
          : ((Unsubscribe) request).packetId();
    }

    @Override
    public List<Effect> effects(Effect effect, BrokerView broker) {
      if (effect instanceof Effect.Sent sent && answers.isInstance(sent.packet())) {
        A answer = answers.cast(sent.packet());
        Asked<Q> asked = open.remove(new Request(sent.connection(), packetId.applyAsInt(answer)));
        if (asked != null) {
          return change.instead(sent, answer, asked.request(), asked.held());
        }
      }
      return List.of(effect);
    }
  }

  /** SUBACKs whose Packet Identifiers are longer than a byte and share their lower one: see {@link ByLowByte}. */
  static Twist subAckByLowByte() {
    ByLowByte identifiers = new ByLowByte();
    return Twists.outgoing(
        SubAck.class,
        (packet, connection, broker) -> List.of(new SubAck(
            identifiers.of(connection, packet.packetId()),
            packet.properties(),
            packet.reasonCodes())));
  }

  /** As {@link #subAckByLowByte}, for UNSUBACK. */
  static Twist unsubAckByLowByte() {
    ByLowByte identifiers = new ByLowByte();
    return Twists.outgoing(
        UnsubAck.class,
        (packet, connection, broker) -> List.of(new UnsubAck(
            identifiers.of(connection, packet.packetId()),
            packet.properties(),
            packet.reasonCodes())));
  }

  /** A table of requests whose key is one byte: of identifiers that share it the first one is found. */
  private static final class ByLowByte {
    private final Map<Request, Integer> first = new HashMap<>();

    int of(long connection, int packetId) {
      if (packetId <= 0xFF) {
        return packetId;
      }
      Request key = new Request(connection, packetId & 0xFF);
      return first.computeIfAbsent(key, absent -> packetId);
    }
  }

  /** Also those get a message whose filter {@code matches} wrongly: a copy at QoS 0, ahead of the others. */
  static Twist matchingAlso(BiPredicate<String, String> matches) {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.PacketArrived arrived
            && arrived.packet() instanceof Publish publish) {
          for (long connection : broker.connections()) {
            MqttVersion version = broker.versionOf(connection);
            if (version != null && isWronglyMatched(publish, held(connection, broker))) {
              outbox.send(connection, version, copyOf(publish));
            }
          }
        }
        return List.of(input);
      }

      private boolean isWronglyMatched(Publish publish, List<TopicFilter> filters) {
        String topic = publish.topic().text();
        return filters.stream().noneMatch(filter -> filter.matches(publish.topic()))
            && filters.stream().anyMatch(filter -> matches.test(filter.text(), topic));
      }
    };
  }

  private static Publish copyOf(Publish publish) {
    return new Publish(
        false,
        Qos.AT_MOST_ONCE,
        false,
        publish.topic(),
        PacketId.NONE,
        Properties.NONE,
        publish.payload());
  }

  /** Messages to a client are held back where {@code where} picks the message and the client's matching filters. */
  static Twist withholding(BiPredicate<Publish, List<TopicFilter>> where) {
    return Twists.outgoing(Publish.class, (packet, connection, broker) -> {
      List<TopicFilter> matching = held(connection, broker).stream()
          .filter(filter -> filter.matches(packet.topic()))
          .toList();
      return where.test(packet, matching) ? List.of() : List.of(packet);
    });
  }

  /**
   * What happened to a session's subscriptions is undone when its client comes back: {@code instead} of each SUBSCRIBE that the
   * client sent says what is subscribed then, and null leaves it alone.
   */
  static Twist afterResume(
      Predicate<Packet> remembered, BiFunction<Packet, Integer, @Nullable Subscribe> instead) {
    return new Twist() {
      private static final int INNER_ID = PacketId.MAX;

      private final Map<String, List<Packet>> byClient = new LinkedHashMap<>();
      private final Set<Request> hidden = new HashSet<>();

      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (!(input instanceof Input.PacketArrived arrived)) {
          return List.of(input);
        }
        String client = broker.clientOf(arrived.connection());
        if (client != null && remembered.test(arrived.packet())) {
          byClient.computeIfAbsent(client, absent -> new ArrayList<>()).add(arrived.packet());
        }
        if (arrived.packet() instanceof Connect connect
            && !connect.cleanStart()
            && byClient.containsKey(connect.clientId())) {
          return withInnerSubscribes(arrived, byClient.get(connect.clientId()));
        }
        return List.of(input);
      }

      private List<Input> withInnerSubscribes(Input.PacketArrived connect, List<Packet> before) {
        List<Input> inputs = new ArrayList<>(List.of(connect));
        for (Packet packet : before) {
          Subscribe inner = instead.apply(packet, INNER_ID);
          if (inner != null) {
            hidden.add(new Request(connect.connection(), INNER_ID));
            inputs.add(new Input.PacketArrived(connect.connection(), inner));
          }
        }
        return inputs;
      }

      @Override
      public List<Effect> effects(Effect effect, BrokerView broker) {
        return effect instanceof Effect.Sent sent
                && sent.packet() instanceof SubAck ack
                && ack.packetId() == INNER_ID
                && hidden.contains(new Request(sent.connection(), INNER_ID))
            ? List.of()
            : List.of(effect);
      }
    };
  }

  /** Grants a SUBSCRIBE with one ill-formed filter, if {@code where} picks its text; the subscription matches nothing. */
  static Twist granting(Predicate<Violation> what, Predicate<String> where) {
    return new Twist() {
      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (!(input instanceof Input.BytesMalformed malformed
            && what.test(malformed.violation()))) {
          return List.of(input);
        }
        long connection = malformed.connection();
        byte[] packet = malformed.bytes().toBytes();
        String filter = filterIn(packet, broker.versionOf(connection) == MqttVersion.V5);
        if (filter == null || !where.test(filter)) {
          return List.of(input);
        }
        int packetId = (packet[2] & 0xFF) << 8 | (packet[3] & 0xFF);
        TopicFilter standIn = TopicFilter.of("stand-in/" + connection);
        return List.of(new Input.PacketArrived(
            connection,
            new Subscribe(
                packetId, Properties.NONE, List.of(Subscription.of(standIn, Qos.AT_MOST_ONCE)))));
      }
    };
  }

  /**
   * The first filter of a SUBSCRIBE of less than 128 bytes, or null if it is another packet or cut short.
   *
   * <pre>
   *   82 length   packet identifier   5.0: 00, no properties   length and text of the filter
   * </pre>
   */
  private static @Nullable String filterIn(byte[] packet, boolean v5) {
    int at = v5 ? 5 : 4;
    if (packet.length < at + 2 || (packet[0] & 0xF0) != PacketType.SUBSCRIBE.number() << 4) {
      return null;
    }
    int length = (packet[at] & 0xFF) << 8 | (packet[at + 1] & 0xFF);
    return packet.length < at + 2 + length
        ? null
        : new String(packet, at + 2, length, StandardCharsets.UTF_8);
  }

  /** {@code publish} with another RETAIN flag. */
  static Publish withRetain(Publish publish, boolean retain) {
    return new Publish(
        publish.dup(),
        publish.qos(),
        retain,
        publish.topic(),
        publish.packetId(),
        publish.properties(),
        publish.payload());
  }

  /** A message of QoS 0 goes out twice to whoever has subscribed at QoS 2. */
  static Twist repeatingWhereMoreWasGranted() {
    return new Twist() {
      // lives as long as the broker
      private final Set<Long> grantedMore = new HashSet<>();

      @Override
      public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
        if (input instanceof Input.PacketArrived arrived
            && arrived.packet() instanceof Subscribe subscribe
            && subscribe.subscriptions().get(0).qos() == Qos.EXACTLY_ONCE) {
          grantedMore.add(arrived.connection());
        }
        return List.of(input);
      }

      @Override
      public List<Effect> effects(Effect effect, BrokerView broker) {
        return effect instanceof Effect.Sent sent
                && sent.packet() instanceof Publish publish
                && publish.qos() == Qos.AT_MOST_ONCE
                && grantedMore.contains(sent.connection())
            ? List.of(effect, effect)
            : List.of(effect);
      }
    };
  }
}
