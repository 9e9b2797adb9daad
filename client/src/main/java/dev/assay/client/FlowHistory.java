package dev.assay.client;

import dev.assay.codec.packet.Qos;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a publisher and a subscriber saw of the messages of one flow: one publisher, topic and QoS, numbered from 1 in the order of
 * their first PUBLISH. What was acknowledged has to come, whatever happened to the broker in between; at QoS 2 it comes once. Used
 * by several threads.
 */
public final class FlowHistory {
  private final Qos qos;
  private final Set<Integer> acknowledged = new TreeSet<>();
  private final List<Integer> received = new ArrayList<>();
  private final Set<Integer> distinct = new HashSet<>();

  /** A flow without messages so far. */
  public FlowHistory(Qos qos) {
    this.qos = qos;
  }

  /** PUBACK or PUBREC: the broker has taken the message over. */
  public synchronized void acknowledged(int number) {
    acknowledged.add(number);
  }

  /** The subscriber got the message, at QoS 2 for the first time under its packet identifier. */
  public synchronized void received(int number) {
    received.add(number);
    distinct.add(number);
  }

  /** How many messages the broker has taken over. */
  public synchronized int acknowledgedCount() {
    return acknowledged.size();
  }

  /** How many messages have come, each counted once. */
  public synchronized int receivedCount() {
    return distinct.size();
  }

  /** Whether this message has come. */
  public synchronized boolean hasReceived(int number) {
    return distinct.contains(number);
  }

  /** Messages that were acknowledged and have not come, in their order. */
  public synchronized List<Integer> lost() {
    return acknowledged.stream().filter(number -> !distinct.contains(number)).toList();
  }

  /** Messages that came again, once for each time; a fault at QoS 2 alone. */
  public synchronized List<Integer> repeated() {
    Set<Integer> seen = new HashSet<>();
    return received.stream().filter(number -> !seen.add(number)).toList();
  }

  /** What is wrong once everything has come that should; empty if nothing is. */
  public synchronized List<String> faults() {
    List<String> faults = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    int highest = 0;
    for (int number : received) {
      if (!seen.add(number)) {
        if (qos == Qos.EXACTLY_ONCE) {
          faults.add("QoS 2: " + number + " came twice");
        }
      } else if (number < highest) {
        faults.add("QoS " + qos.level() + ": " + number + " came behind " + highest);
      }
      highest = Math.max(highest, number);
    }
    for (int number : lost()) {
      faults.add("QoS " + qos.level() + ": " + number + " was acknowledged and never came");
    }
    return faults;
  }
}
