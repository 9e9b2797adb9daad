package dev.assay.codec.netty;

import dev.assay.codec.PacketReader;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Reading;
import dev.assay.codec.packet.Violation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts the bytes of a connection into packets, passing on a {@link Packet} for each and, when the bytes break the
 * standard, one {@link Violation}; what comes after that is thrown away. Closing is up to who receives it.
 */
public final class PacketDecoder extends ByteToMessageDecoder {
  private final PacketReader reader;
  // from the first violation to the end of the connection
  private boolean broken;

  /** Reads with {@code reader}, which then belongs to this connection. */
  public PacketDecoder(PacketReader reader) {
    this.reader = reader;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    Reading reading = reader.read(in);
    if (reading instanceof Reading.Incomplete) {
      return;
    }
    if (reading instanceof Violation) {
      broken = true;
      in.skipBytes(in.readableBytes());
    }
    out.add(reading);
  }
}
