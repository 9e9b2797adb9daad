package dev.assay.codec.netty;

import dev.assay.codec.PacketWriter;
import dev.assay.codec.packet.Packet;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/** Turns each {@link Packet} into its bytes, in a buffer of exactly their size; lets buffers and all else pass. */
public final class PacketEncoder extends MessageToByteEncoder<Packet> {
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
  protected ByteBuf allocateBuffer(
      ChannelHandlerContext context, Packet packet, boolean preferDirect) {
    int size = writer.sizeOf(packet);
    return preferDirect ? context.alloc().ioBuffer(size) : context.alloc().heapBuffer(size);
  }

  @Override
  protected void encode(ChannelHandlerContext context, Packet packet, ByteBuf out) {
    writer.write(packet, out);
  }
}
