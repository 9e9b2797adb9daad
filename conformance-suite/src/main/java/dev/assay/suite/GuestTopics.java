package dev.assay.suite;

import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.spec.MqttVersion;

/** A guest keeps to the topics of its own and those of the setup file, unless nobody else is there: so no case disturbs others. */
final class GuestTopics {
  private final Bench bench;

  GuestTopics(Bench bench) {
    this.bench = bench;
  }

  /** @throws IllegalStateException if {@code packet} is about topics of others */
  void check(Packet packet) {
    if (bench.exclusive()) {
      return;
    }
    if (packet instanceof Subscribe subscribe) {
      for (Subscription subscription : subscribe.subscriptions()) {
        String filter = unshared(subscription.filter().text());
        if (!isOurs(filter) && !bench.setup().names(filter)) {
          throw new IllegalStateException(
              "a guest subscribes below bench.topic(...) only, not to " + filter);
        }
      }
    }
    if (packet instanceof Connect connect
        && connect.will() != null
        && !isOurs(connect.will().topic().text())) {
      throw new IllegalStateException("a guest's Will goes below bench.topic(...) only, not to "
          + connect.will().topic());
    }
    if (packet instanceof Publish publish
        && !publish.topic().text().isEmpty()
        && !isOurs(publish.topic().text())
        && !bench.setup().names(publish.topic().text())) {
      throw new IllegalStateException(
          "a guest publishes below bench.topic(...) only, not to " + publish.topic());
    }
  }

  private boolean isOurs(String topic) {
    return topic.startsWith(bench.topicPrefix());
  }

  private String unshared(String filter) {
    if (bench.version() != MqttVersion.V5 || !filter.startsWith("$share/")) {
      return filter;
    }
    return filter.substring(filter.indexOf('/', "$share/".length()) + 1);
  }
}
