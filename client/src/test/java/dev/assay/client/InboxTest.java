package dev.assay.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.TranscriptEntry;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InboxTest {
  private final Transcript transcript = new Transcript(List.of());
  private final Inbox inbox = new Inbox(transcript.open("client", MqttVersion.V5), Network.SOCKETS);
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final WatchedLine line = new WatchedLine();

  @Test
  void ourOwnFaultIsNoCloseByTheBroker() {
    IllegalStateException fault = new IllegalStateException("a mistake of ours");
    channel.pipeline().addLast(new Inlet(inbox));

    channel.pipeline().fireExceptionCaught(fault);

    Signal signal = inbox.poll(0, line);
    assertThat(signal).isNotNull();
    assertThat(signal.fault()).isSameAs(fault);
    assertThat(channel.isOpen()).isFalse();
    assertThat(transcript.entries()).extracting(TranscriptEntry::packet).containsExactly("failed");
  }

  @Test
  void brokenNetworkIsAReset() {
    channel.pipeline().addLast(new Inlet(inbox));

    channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));

    Signal signal = inbox.poll(0, line);
    assertThat(signal).isNotNull();
    assertThat(signal.fault()).isNull();
    assertThat(signal.reset()).isTrue();
  }

  @Test
  void networkIsLeftAloneWhereTooMuchWaitsAndUntilThatIsTaken() {
    byte[] half = new byte[5 * 1024 * 1024];

    assertThat(inbox.came(half)).isTrue();
    assertThat(inbox.came(half)).isFalse();
    assertThat(line.readsAgain).isFalse();

    assertThat(inbox.poll(0, line)).isNotNull();
    assertThat(line.readsAgain).isTrue();
  }

  /** The case takes what waits at the moment at which the network hears that it is too much. */
  @Test
  void networkIsNotLeftAloneForEverWhereWhatWaitedWasTakenMeanwhile() {
    channel.pipeline().addLast(new Inlet(new TakenAtOnce()));

    channel.writeInbound(Unpooled.wrappedBuffer(new byte[9 * 1024 * 1024]));

    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void networkIsLeftAloneWhileTheCaseWantsNothing() {
    channel.pipeline().addLast(new Inlet(inbox));
    inbox.stopReading(line, Duration.ZERO);

    channel.writeInbound(Unpooled.wrappedBuffer(new byte[9 * 1024 * 1024]));

    assertThat(channel.config().isAutoRead()).isFalse();
  }

  /** The inbox of a case that is as quick as can be. */
  private final class TakenAtOnce implements Network.Listener {
    @Override
    public boolean came(byte[] bytes) {
      boolean takesMore = inbox.came(bytes);
      assertThat(inbox.poll(0, line)).isNotNull();
      return takesMore;
    }

    @Override
    public boolean takesMore() {
      return inbox.takesMore();
    }

    @Override
    public void connected(String local, String remote) {
      inbox.connected(local, remote);
    }

    @Override
    public void textFrameCame(byte[] content) {
      inbox.textFrameCame(content);
    }

    @Override
    public void ended(boolean reset, String how) {
      inbox.ended(reset, how);
    }

    @Override
    public void failed(Throwable fault) {
      inbox.failed(fault);
    }
  }

  /** Notes whether it is told to read. */
  private static final class WatchedLine implements Line {
    private boolean readsAgain;

    @Override
    public void setReading(boolean reads) {
      readsAgain = reads;
    }

    @Override
    public void stopReading(Duration wait) {
      readsAgain = false;
    }

    @Override
    public String localAddress() {
      return "here";
    }

    @Override
    public boolean isWebSocket() {
      return false;
    }

    @Override
    public Optional<String> subprotocol() {
      return Optional.empty();
    }

    @Override
    public Optional<TlsVersion> tlsVersion() {
      return Optional.empty();
    }

    @Override
    public boolean awaitClosed(Duration wait) {
      return false;
    }

    @Override
    public void send(byte[] bytes) {
      throw new UnsupportedOperationException("an inbox sends nothing");
    }

    @Override
    public void sendTextFrame(byte[] bytes) {
      throw new UnsupportedOperationException("an inbox sends nothing");
    }

    @Override
    public void finishSending() {
      throw new UnsupportedOperationException("an inbox ends no connection");
    }

    @Override
    public void reset() {
      throw new UnsupportedOperationException("an inbox ends no connection");
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException("an inbox ends no connection");
    }
  }
}
