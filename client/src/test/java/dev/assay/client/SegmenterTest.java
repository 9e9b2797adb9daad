package dev.assay.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SegmenterTest {
  private EmbeddedChannel channel = new EmbeddedChannel();

  private ChannelFuture send(int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return channel.writeAndFlush(Unpooled.wrappedBuffer(content));
  }

  /** What reached the network, piece by piece. */
  private List<String> pieces() {
    List<String> pieces = new ArrayList<>();
    ByteBuf piece;
    while ((piece = channel.readOutbound()) != null) {
      pieces.add(ByteBufUtil.hexDump(piece));
      piece.release();
    }
    return pieces;
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void bytesGoOneAtATimeAndTheRestOfALongPacketInLargerPieces() {
    channel = new EmbeddedChannel(new Segmenter(Segments.BYTES));

    ChannelFuture sent = send(0xC0, 0x00);

    assertThat(pieces()).containsExactly("c0", "00");
    assertThat(sent.isSuccess()).isTrue();

    send(new int[1_024 + 1_024 + 7]);

    List<String> pieces = pieces();
    assertThat(pieces).hasSize(1_024 + 2);
    assertThat(pieces.get(1_024)).hasSize(2 * 1_024);
    assertThat(pieces.get(1_025)).hasSize(2 * 7);
  }

  @Test
  void mergedPacketsGoTogetherWhenTheirTimeIsOver() {
    channel = new EmbeddedChannel(new Segmenter(Segments.MERGED));
    channel.freezeTime();

    ChannelFuture first = send(1);
    ChannelFuture second = send(2, 3);

    assertThat(pieces()).isEmpty();
    assertThat(first.isDone()).isFalse();

    channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    channel.runPendingTasks();

    assertThat(pieces()).containsExactly("010203");
    assertThat(first.isSuccess() && second.isSuccess()).isTrue();
  }

  @Test
  void nothingHeldBackIsLostAtTheEnd() {
    channel = new EmbeddedChannel(new Segmenter(Segments.MERGED));
    channel.freezeTime();

    send(1);
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER);

    assertThat(pieces()).containsExactly("01", "");

    send(2);
    channel.close();

    assertThat(pieces()).containsExactly("02");
  }
}
