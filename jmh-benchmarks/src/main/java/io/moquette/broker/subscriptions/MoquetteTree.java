package io.moquette.broker.subscriptions;

import io.netty.handler.codec.mqtt.MqttQoS;
import java.util.List;

/** Moquette's tree of subscriptions. It stands in Moquette's package because the tree's constructor is not public. */
public final class MoquetteTree {
  private final CTrie tree = new CTrie();

  /** Subscribes at QoS 1. */
  public void add(String client, String filter) {
    tree.addToTree(new Subscription(client, new Topic(filter), MqttQoS.AT_LEAST_ONCE));
  }

  /** Unsubscribes. */
  public void remove(String client, String filter) {
    tree.removeFromTree(new Topic(filter), client);
  }

  /** Those that match; the Topic Name is split anew, as the broker does with each PUBLISH. */
  public List<Subscription> matching(String topic) {
    return tree.recursiveMatch(new Topic(topic));
  }
}
