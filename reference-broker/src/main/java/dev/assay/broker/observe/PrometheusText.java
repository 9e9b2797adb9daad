package dev.assay.broker.observe;

import dev.assay.broker.state.BrokerView;
import dev.assay.broker.state.Dropped;
import dev.assay.codec.packet.PacketType;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The broker's figures in the text format of Prometheus, made anew for each look. */
public final class PrometheusText {
  private static final String PREFIX = "assay_broker_";

  private final Figures figures;
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  public PrometheusText(Figures figures) {
    this.figures = figures;
  }

  /** What HTTP calls this format. */
  public String contentType() {
    return writer.getContentType();
  }

  /** How everything is now. */
  public byte[] page() {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    try {
      writer.write(page, snapshots());
    } catch (IOException e) {
      throw new UncheckedIOException("an array takes everything", e);
    }
    return page.toByteArray();
  }

  private MetricSnapshots snapshots() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    addBroker(all);
    addWhatTheCoreHolds(all, figures.core());
    addWhatTheCoreCounted(all, figures.core());
    addTraffic(all, "received", figures.received());
    addTraffic(all, "sent", figures.sent());
    return all.build();
  }

  private void addBroker(MetricSnapshots.Builder all) {
    all.metricSnapshot(InfoSnapshot.builder()
        .name(PREFIX.substring(0, PREFIX.length() - 1))
        .help("Which broker this is.")
        .dataPoint(InfoDataPointSnapshot.builder()
            .labels(Labels.of("version", figures.version()))
            .build())
        .build());
    all.metricSnapshot(GaugeSnapshot.builder()
        .name(PREFIX + "uptime_seconds")
        .unit(Unit.SECONDS)
        .help("How long the broker has been running.")
        .dataPoint(GaugeDataPointSnapshot.builder()
            .value(figures.uptimeMillis() / 1000.0)
            .build())
        .build());
    count(
        all,
        "malformed_packets",
        "Packets that break the standard, or are larger than the broker takes.",
        figures.malformedPackets());
    count(
        all,
        "slow_clients_dropped",
        "Connections that were closed because the client did not take what it was sent.",
        figures.slowClientsDropped());
    count(
        all,
        "unfinished_packets_dropped",
        "Connections that were closed because a packet did not come to an end, and others needed the room.",
        figures.unfinishedDropped());
    count(
        all,
        "connections_turned_away",
        "Connections that were closed before they were let in, because too many waited for that.",
        figures.connectionsTurnedAway());
  }

  private static void addWhatTheCoreHolds(MetricSnapshots.Builder all, BrokerView core) {
    gauge(
        all,
        "connections_open",
        "Network connections, whether a CONNECT came or not.",
        core.connectionCount());
    gauge(all, "clients_connected", "Clients whose CONNECT was accepted.", core.clientCount());
    gauge(all, "sessions", "Sessions, of clients present or away.", core.sessionCount());
    gauge(all, "subscriptions", "Subscriptions of all sessions.", core.subscriptionCount());
    gauge(all, "retained_messages", "Topics that retain a message.", core.retainedCount());
    gauge(
        all,
        "inflight_messages",
        "Messages of QoS 1 and 2 that clients have not completely acknowledged.",
        core.inFlightCount());
    gauge(all, "queued_messages", "Messages that wait for clients.", core.waitingCount());
    gauge(
        all,
        "queued_bytes",
        "Bytes of these messages, each counted for every client.",
        core.waitingBytes());
  }

  private static void addWhatTheCoreCounted(MetricSnapshots.Builder all, BrokerView core) {
    count(
        all,
        "connections_opened",
        "Network connections since the start.",
        core.counts().connectionsOpened());
    count(
        all,
        "sessions_expired",
        "Sessions that outlived their Session Expiry Interval.",
        core.counts().sessionsExpired());
    CounterSnapshot.Builder refused = CounterSnapshot.builder()
        .name(PREFIX + "connects_refused")
        .help("CONNECT packets that were refused, by the reason code of the CONNACK.");
    for (ReasonCode code : ReasonCode.values()) {
      if (code.isError() && code.allowedIn(PacketType.CONNACK)) {
        refused.dataPoint(point(Labels.of("reason", label(code)), core.counts().refused(code)));
      }
    }
    all.metricSnapshot(refused.build());
    CounterSnapshot.Builder dropped = CounterSnapshot.builder()
        .name(PREFIX + "dropped_messages")
        .help("Messages, or single clients' copies of them, that were given up, by reason.");
    for (Dropped why : Dropped.values()) {
      dropped.dataPoint(point(Labels.of("reason", label(why)), core.counts().dropped(why)));
    }
    all.metricSnapshot(dropped.build());
  }

  private static void addTraffic(MetricSnapshots.Builder all, String way, Traffic traffic) {
    byType(all, way + "_packets", "Packets " + way + ", by type.", traffic::packets);
    byType(
        all,
        way + "_bytes",
        "Bytes of the packets " + way + ", without TLS and WebSocket.",
        traffic::bytes);
    CounterSnapshot.Builder messages = CounterSnapshot.builder()
        .name(PREFIX + way + "_messages")
        .help("PUBLISH packets " + way + ", by QoS.");
    for (Qos qos : Qos.values()) {
      messages.dataPoint(
          point(Labels.of("qos", Integer.toString(qos.level())), traffic.messages(qos)));
    }
    all.metricSnapshot(messages.build());
  }

  private static void byType(
      MetricSnapshots.Builder all, String name, String help, ToLongFunction<PacketType> count) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name(PREFIX + name).help(help);
    for (PacketType type : PacketType.values()) {
      counter.dataPoint(point(Labels.of("type", label(type)), count.applyAsLong(type)));
    }
    all.metricSnapshot(counter.build());
  }

  private static void gauge(MetricSnapshots.Builder all, String name, String help, long value) {
    all.metricSnapshot(GaugeSnapshot.builder()
        .name(PREFIX + name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
        .build());
  }

  private static void count(MetricSnapshots.Builder all, String name, String help, long value) {
    all.metricSnapshot(CounterSnapshot.builder()
        .name(PREFIX + name)
        .help(help)
        .dataPoint(point(Labels.EMPTY, value))
        .build());
  }

  private static CounterDataPointSnapshot point(Labels labels, long value) {
    return CounterDataPointSnapshot.builder()
        .labels(labels)
        .value((double) value)
        .build();
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
