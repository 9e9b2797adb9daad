package dev.assay.broker.observe;

import dev.assay.broker.core.Input;
import dev.assay.broker.state.BrokerView;
import dev.assay.broker.state.Dropped;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.TopicName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Says the broker's figures on {@code $SYS} topics, under the names that other brokers made customary. The standard leaves topics that
 * begin with {@code $} to the server (4.7.2, both versions); a subscription to {@code #} does not bring them.
 *
 * <p>The core is told each figure as an {@link Input}, so that a run is replayed with the figures that it had. A figure that is as it
 * was is not said again: whoever subscribes gets the one that is retained.
 */
public final class SystemTopics {
  private static final int[] AVERAGED_MINUTES = {1, 5, 15};

  private final long intervalMillis;
  private final Map<TopicName, Supplier<?>> figures = new LinkedHashMap<>();
  private final List<Average> averages = new ArrayList<>();
  // what each topic retains
  private final Map<TopicName, String> said = new HashMap<>();
  private long dueMillis = Long.MIN_VALUE;

  /**
   * All topics, due at once and then at intervals.
   *
   * @param intervalSeconds at least 1
   */
  public SystemTopics(Figures all, int intervalSeconds) {
    if (intervalSeconds < 1) {
      throw new IllegalArgumentException(
          "the interval of $SYS must be at least 1 s, was " + intervalSeconds);
    }
    intervalMillis = intervalSeconds * 1000L;
    BrokerView core = all.core();
    add("version", () -> "assay " + all.version());
    add("uptime", () -> all.uptimeMillis() / 1000 + " seconds");
    add("clients/connected", core::clientCount);
    add("clients/disconnected", () -> core.sessionCount() - core.clientCount());
    add("clients/active", core::clientCount);
    add("clients/inactive", () -> core.sessionCount() - core.clientCount());
    add("clients/maximum", core::clientCountMax);
    add("clients/total", core::sessionCount);
    add("clients/expired", () -> core.counts().sessionsExpired());
    add("connections/turned away", all::connectionsTurnedAway);
    add("subscriptions/count", () -> core.subscriptionCount() - core.sharedSubscriptionCount());
    add("shared_subscriptions/count", core::sharedSubscriptionCount);
    add("retained messages/count", core::retainedCount);
    add("messages/received", () -> all.received().packets());
    add("messages/sent", () -> all.sent().packets());
    add("bytes/received", () -> all.received().bytes());
    add("bytes/sent", () -> all.sent().bytes());
    add("publish/messages/received", () -> all.received().messages());
    add("publish/messages/sent", () -> all.sent().messages());
    add("publish/messages/dropped", () -> droppedForWantOfRoom(core));
    add("publish/bytes/received", () -> all.received().payloadBytes());
    add("publish/bytes/sent", () -> all.sent().payloadBytes());
    load("connections", () -> all.received().packets(PacketType.CONNECT));
    load("sockets", () -> core.counts().connectionsOpened());
    load("bytes/received", () -> all.received().bytes());
    load("bytes/sent", () -> all.sent().bytes());
    load("messages/received", () -> all.received().packets());
    load("messages/sent", () -> all.sent().packets());
    load("publish/received", () -> all.received().messages());
    load("publish/sent", () -> all.sent().messages());
    load("publish/dropped", () -> droppedForWantOfRoom(core));
  }

  /** What others call dropped: a message that nobody wants is none, nor is one that expired. */
  private static long droppedForWantOfRoom(BrokerView core) {
    return core.counts().dropped(Dropped.QUEUE_FULL);
  }

  private void load(String name, LongSupplier count) {
    for (int minutes : AVERAGED_MINUTES) {
      Average average = new Average(minutes, count);
      averages.add(average);
      add("load/" + name + "/" + minutes + "min", average);
    }
  }

  private void add(String name, Supplier<?> figure) {
    figures.put(TopicName.of("$SYS/broker/" + name), figure);
  }

  /**
   * Says what has changed, if it is time to.
   *
   * @param nowMillis what the core was told last
   * @param core is told
   */
  public void tell(long nowMillis, Consumer<Input> core) {
    if (nowMillis < dueMillis) {
      return;
    }
    dueMillis = nowMillis + intervalMillis;
    averages.forEach(average -> average.advanceTo(nowMillis));
    figures.forEach((topic, figure) -> {
      String now = figure.get().toString();
      if (!now.equals(said.put(topic, now))) {
        core.accept(new Input.ServerPublished(topic, Payload.of(now)));
      }
    });
  }
}
