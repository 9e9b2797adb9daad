package dev.assay.broker.store;

import dev.assay.codec.packet.Qos;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a publisher and a subscriber saw of the messages of one flow: one publisher, topic and QoS, numbered from 1 in the order of
 * their first PUBLISH. Used by several threads.
 */
final class FlowHistory {
  private final Qos qos;
  private final Set<Integer> acknowledged = new TreeSet<>();
  private final List<Integer> received = new ArrayList<>();

  FlowHistory(Qos qos) {
    this.qos = qos;
  }

  /** PUBACK or PUBREC: the broker has taken the message over. */
  synchronized void acknowledged(int number) {
    acknowledged.add(number);
  }

  /** The subscriber got the message, at QoS 2 for the first time under its packet identifier. */
  synchronized void received(int number) {
    received.add(number);
  }

  synchronized int acknowledgedCount() {
    return acknowledged.size();
  }

  synchronized boolean hasReceived(int number) {
    return received.contains(number);
  }

  /** What is wrong once everything has come that should; empty if nothing is. */
  synchronized List<String> faults() {
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
    for (int number : acknowledged) {
      if (!seen.contains(number)) {
        faults.add("QoS " + qos.level() + ": " + number + " was acknowledged and never came");
      }
    }
    return faults;
  }
}
