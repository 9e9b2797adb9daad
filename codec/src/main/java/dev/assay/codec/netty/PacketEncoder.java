package dev.assay.codec.netty;

import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Packet;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageEncoder;
import java.util.List;

/** Turns each {@link Packet} into its bytes, in a buffer of exactly their size; lets buffers and all else pass. */
public final class PacketEncoder extends MessageToMessageEncoder<Packet> {
  // for the connection, once its version is known
  private PacketWriter writer;

  /** Writes with {@code writer} until told otherwise. */
  public PacketEncoder(PacketWriter writer) {
    super(Packet.class);
    this.writer = writer;
  }

  /** From now on writes with {@code writer}. To be called on the channel's event loop. */
  public void use(PacketWriter writer) {
    this.writer = writer;
  }

  @Override
  protected void encode(ChannelHandlerContext context, Packet packet, List<Object> out) {
    out.add(writer.toBuffer(packet, context.alloc()));
  }
}
