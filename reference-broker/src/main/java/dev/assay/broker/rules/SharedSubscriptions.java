package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Choices.SharedHandOver;
import dev.assay.broker.core.Choices.SharedMember;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.core.Subject;
import dev.assay.broker.state.BrokerState;
import dev.assay.broker.state.Delivery;
import dev.assay.broker.state.InFlight;
import dev.assay.broker.state.Matches.Match;
import dev.assay.broker.state.Matches.SharedGroup;
import dev.assay.broker.state.Session;
import dev.assay.broker.state.SessionSubscription;
import dev.assay.codec.packet.Qos;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shared Subscriptions (4.8.2 of 5.0): of all sessions that subscribe to {@code $share/team/sport/#}, one gets each message.
 *
 * <pre>
 *   which one        the standard leaves it to the broker: {@link SharedMember}
 *   it goes away     QoS 1: another one gets it, at the latest when the session ends
 *                    QoS 2, once sent: this one or nobody
 *   it says no       nobody gets it
 * </pre>
 */
public final class SharedSubscriptions {

  /** One member and no other. */
  public static final Citation TO_ONE_MEMBER = cite(
      Rule.V5_SHARED_TO_ONE_MEMBER,
      Rule.V5_SHARED_FILTER_MATCHES,
      Rule.V5_SHARES_ARE_DISTINCT,
      Rule.V5_SHARED_LEFT_BY_ONE);

  /** What was granted to this member counts. */
  public static final Citation GRANTED_QOS_RESPECTED = cite(Mqtt5.MQTT_4_8_2_3);

  /** A message that somebody has not acknowledged goes to another member. */
  public static final Citation HANDED_ON = cite(Rule.V5_SHARED_HANDED_ON);

  /** A message of QoS 2 that was sent does not. */
  public static final Citation QOS_2_NOT_HANDED_ON = cite(Mqtt5.MQTT_4_8_2_5);

  /** It is completed with the one to whom it was sent, once that is back. */
  public static final Citation COMPLETED_WITH_THE_SAME = cite(Mqtt5.MQTT_4_8_2_4);

  /** Nor does one that somebody refused. */
  public static final Citation REFUSED_FOR_ALL = cite(Mqtt5.MQTT_4_8_2_6);

  /** What nobody took before the last member left, nobody takes. */
  public static final Citation ENDS_WITH_ITS_LAST = cite(Rule.V5_SHARED_ENDS_WITH_ITS_LAST);

  private final Choices choices;
  private final Law law;
  private final BrokerState state;
  private final Deliveries deliveries;
  private long turn;

  SharedSubscriptions(Parts parts, Deliveries deliveries) {
    choices = parts.choices();
    law = parts.law();
    state = parts.state();
    this.deliveries = deliveries;
  }

  /** The member that gets the next message: one that is there, if any is. */
  Match<Session, SessionSubscription> memberFor(
      Subject publisher, SharedGroup<Session, SessionSubscription> group) {
    Match<Session, SessionSubscription> chosen = group.members().get(0);
    for (Match<Session, SessionSubscription> other : group.members()) {
      if (goesBefore(other, chosen)) {
        chosen = other;
      }
    }
    chosen.subscription().servedAt(++turn);
    law.because(
        publisher,
        TO_ONE_MEMBER,
        "{}: of {} members {} gets it",
        group.filter(),
        group.members().size(),
        chosen.subscriber().name());
    law.because(
        chosen.subscriber(),
        GRANTED_QOS_RESPECTED,
        "QoS {} at most",
        chosen.subscription().qos());
    return chosen;
  }

  private boolean goesBefore(
      Match<Session, SessionSubscription> one, Match<Session, SessionSubscription> other) {
    boolean isThere = one.subscriber().link() != null;
    if (isThere != (other.subscriber().link() != null)) {
      return isThere;
    }
    return choices.sharedMember() == SharedMember.IN_TURN
        && one.subscription().lastTurn() < other.subscription().lastTurn();
  }

  /** A member lost its connection: another one may get what it has not acknowledged (4.8.2: MAY). */
  void onConnectionGone(Session session) {
    if (choices.sharedHandOver() == SharedHandOver.AT_CONNECTION_LOSS) {
      handOn(session, true);
    }
  }

  /** A member's session is over: the others get what it has not acknowledged (4.8.2: SHOULD). */
  void onSessionEnd(Session session) {
    handOn(session, false);
  }

  /** QoS 1 goes to another member, QoS 2 that was sent does not [5.0 MQTT-4.8.2-5]. */
  private void handOn(Session session, boolean toOneThatIsThere) {
    for (InFlight begun : List.copyOf(session.inFlight())) {
      boolean staysHere = law.holds(
          session,
          QOS_2_NOT_HANDED_ON,
          begun.delivery().share() != null && begun.delivery().qos() == Qos.EXACTLY_ONCE,
          "{} of QoS 2 was sent to {}: to nobody else",
          begun.packetId(),
          session.name());
      if (!staysHere && handOn(session, begun.delivery(), toOneThatIsThere)) {
        session.complete(begun);
      }
    }
    session.dropWaiting(delivery -> handOn(session, delivery, toOneThatIsThere));
  }

  /** To one other member, as it subscribes; with the last member the message is gone [5.0 4.8.2]. */
  private boolean handOn(Session from, Delivery delivery, boolean toOneThatIsThere) {
    SharedGroup<Session, SessionSubscription> others = othersThan(from, delivery, toOneThatIsThere);
    if (others == null) {
      if (delivery.share() != null && !toOneThatIsThere) {
        law.because(
            from,
            ENDS_WITH_ITS_LAST,
            "nobody is left in {} to take a message on {}",
            delivery.share(),
            delivery.message().topic());
      }
      return false;
    }
    Match<Session, SessionSubscription> next = memberFor(from, others);
    if (!law.holds(
        from,
        HANDED_ON,
        true,
        "{} did not acknowledge a message on {}: it goes to {}",
        from.name(),
        delivery.message().topic(),
        next.subscriber().name())) {
      return false;
    }
    deliveries.deliver(
        next.subscriber(),
        new Delivery(
            delivery.message(),
            delivery.message().qos().min(next.subscription().qos()),
            Publications.showsRetain(
                law,
                delivery.message(),
                next.subscriber(),
                next.subscription().retainAsPublished()),
            next.subscription().identifiers(),
            delivery.share()));
    return true;
  }

  private @Nullable SharedGroup<Session, SessionSubscription> othersThan(
      Session session, Delivery delivery, boolean thatAreThere) {
    if (delivery.share() == null) {
      return null;
    }
    for (SharedGroup<Session, SessionSubscription> group :
        state.subscriptions().matching(delivery.message().topic()).shared()) {
      if (group.filter().equals(delivery.share())) {
        List<Match<Session, SessionSubscription>> others = group.members().stream()
            .filter(member -> member.subscriber() != session)
            .filter(member -> !thatAreThere || member.subscriber().link() != null)
            .toList();
        return others.isEmpty() ? null : new SharedGroup<>(group.filter(), others);
      }
    }
    return null;
  }
}
