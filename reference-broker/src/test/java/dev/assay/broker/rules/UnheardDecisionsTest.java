package dev.assay.broker.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.BrokerCore;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.Witness;
import dev.assay.broker.rules.Stage.Hello;
import dev.assay.broker.state.BrokerState;
import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A broker to whose decisions nobody listens. */
class UnheardDecisionsTest {
  private final List<Packet> sent = new ArrayList<>();

  private final class Keeping implements Outbox {
    @Override
    public void send(long connection, MqttVersion version, Packet packet) {
      sent.add(packet);
    }

    @Override
    public void sendBytes(long connection, Payload bytes) {
      throw new AssertionError("bytes are a deviant's");
    }

    @Override
    public void close(long connection) {
      throw new AssertionError("closed");
    }
  }

  /** Decoded, the 100,000 User Properties would take more than ten times their bytes. */
  @Test
  void userPropertiesThatGoAlongAreNotDecoded() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    BrokerCore core = MqttBroker.honest(
        new BrokerState(),
        BrokerConfig.DEFAULT,
        Choices.DEFAULT,
        (version, packet) -> PacketWriter.of(version).sizeOf(packet),
        new Keeping(),
        Witness.SILENT);
    core.on(new Input.ConnectionOpened(1, "peer"));
    core.on(new Input.PacketArrived(1, Hello.of(MqttVersion.V5, "client").packet()));
    core.on(new Input.PacketArrived(1, Stage.subscribe(1, "a", Qos.AT_MOST_ONCE)));
    Publish large = withUserProperties(100_000);

    long before = threads.getCurrentThreadAllocatedBytes();
    core.on(new Input.PacketArrived(1, large));
    long allocatedBytes = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(sent).last().isEqualTo(large);
    assertThat(allocatedBytes).isLessThan(large.properties().encodedLength());
  }

  private static Publish withUserProperties(int count) {
    Properties.Builder properties = Properties.builder();
    for (int i = 0; i < count; i++) {
      properties.withUser("name", "v");
    }
    return new Publish(
        false, Qos.AT_MOST_ONCE, false, TopicName.of("a"), 0, properties.build(), Payload.EMPTY);
  }
}
