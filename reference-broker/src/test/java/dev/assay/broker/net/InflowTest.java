package dev.assay.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.Violation;
import dev.assay.spec.MqttVersion;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InflowTest {
  private final List<Packet> packets = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();

  private final Inflow.Receiver receiver = new Inflow.Receiver() {
    @Override
    public boolean takesMore() {
      return violations.isEmpty();
    }

    @Override
    public void onPacket(Packet packet, int sizeBytes) {
      packets.add(packet);
    }

    @Override
    public void onBroken(Violation violation, Payload bytes) {
      violations.add(violation);
    }
  };

  private static byte[] connectOfMoreThan(int bytes) {
    Properties large = Properties.builder().withUser("name", "v".repeat(bytes)).build();
    return PacketWriter.of(MqttVersion.V5)
        .toBytes(new Connect(MqttVersion.V5, "client", true, 0, null, null, null, large));
  }

  @Test
  void theArrayOfALargePacketIsGivenBackOnceItWasRead() {
    Inflow inflow = new Inflow(receiver, 1_000_000, 1_000_000);
    inflow.add(Unpooled.wrappedBuffer(connectOfMoreThan(60_000)));
    int taken = inflow.heldBytes();

    inflow.readAll();
    inflow.add(Unpooled.wrappedBuffer(new byte[] {(byte) 0xC0}));

    assertThat(packets).hasSize(1);
    assertThat(taken).isGreaterThan(60_000);
    assertThat(inflow.heldBytes()).isBetween(1, 16 * 1024);
  }

  @Test
  void theFirstPacketHasALimitOfItsOwn() {
    Inflow inflow = new Inflow(receiver, 10_000, 1_000_000);

    inflow.add(Unpooled.wrappedBuffer(connectOfMoreThan(10_000)));
    inflow.readAll();

    assertThat(packets).isEmpty();
    assertThat(violations).hasSize(1);
  }
}
