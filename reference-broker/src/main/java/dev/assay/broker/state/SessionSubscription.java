package dev.assay.broker.state;

import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import java.util.List;

/** A subscription of a session, as it was granted. It lives until UNSUBSCRIBE, a repeated SUBSCRIBE, or the session's end. */
public final class SessionSubscription {

  /** What {@link #identifier()} is where SUBSCRIBE gave none. */
  public static final int NO_IDENTIFIER = 0;

  /** About what a subscription takes beside its filter: this object and its places in the tables of its session and of a store. */
  public static final int OVERHEAD_BYTES = 200;

  /** About what a level of its filter takes, where no other filter has that level in that place of the {@link SubscriptionTree}. */
  public static final int LEVEL_BYTES = 130;

  /** A character of its filter: in the text, and in a level as UTF-8 and as text. */
  public static final int CHARACTER_BYTES = 4;

  private final Subscription granted;
  // at most one: all deliveries that come from here alone share this list
  private final List<Integer> identifiers;
  private final boolean shared;

  // of a Shared Subscription: when this member was served last, 0 for never
  private long lastTurn;

  /**
   * A subscription.
   *
   * @param granted with the QoS that SUBACK granted
   * @param identifier the Subscription Identifier, 1 to 268,435,455, or {@link #NO_IDENTIFIER} [5.0 3.8.2.1.2]
   * @param shared whether it belongs to a Shared Subscription; in 3.1.1 {@code $share/} is nothing special [5.0 4.8.2]
   */
  public SessionSubscription(Subscription granted, int identifier, boolean shared) {
    this.granted = granted;
    this.identifiers = identifier == NO_IDENTIFIER ? List.of() : List.of(identifier);
    this.shared = shared;
  }

  public Subscription granted() {
    return granted;
  }

  /** About what a subscription with this filter takes, in bytes: what it might share with others is counted in full. */
  public static long keptBytes(TopicFilter filter) {
    String text = filter.text();
    return OVERHEAD_BYTES
        + (long) LEVEL_BYTES * Levels.count(text)
        + (long) CHARACTER_BYTES * text.length();
  }

  public TopicFilter filter() {
    return granted.filter();
  }

  public Qos qos() {
    return granted.qos();
  }

  public boolean noLocal() {
    return granted.noLocal();
  }

  public boolean retainAsPublished() {
    return granted.retainAsPublished();
  }

  public int identifier() {
    return identifiers.isEmpty() ? NO_IDENTIFIER : identifiers.get(0);
  }

  /** The Subscription Identifier, or nothing where SUBSCRIBE gave none; immutable. */
  public List<Integer> identifiers() {
    return identifiers;
  }

  public boolean isShared() {
    return shared;
  }

  public long lastTurn() {
    return lastTurn;
  }

  public void servedAt(long turn) {
    lastTurn = turn;
  }
}
