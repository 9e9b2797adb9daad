package dev.assay.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.MqttVersion;
import dev.assay.spec.TranscriptEntry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {
  private final Transcript transcript = new Transcript(List.of());
  private final Inbox inbox = new Inbox(transcript.open("client", MqttVersion.V5));
  private final EmbeddedChannel channel = new EmbeddedChannel();

  @Test
  void ourOwnFaultIsNoCloseByTheBroker() {
    IllegalStateException fault = new IllegalStateException("a mistake of ours");
    channel.pipeline().addLast(inbox);

    channel.pipeline().fireExceptionCaught(fault);

    Signal signal = inbox.poll(0, channel);
    assertThat(signal).isNotNull();
    assertThat(signal.fault()).isSameAs(fault);
    assertThat(channel.isOpen()).isFalse();
    assertThat(transcript.entries()).extracting(TranscriptEntry::packet).containsExactly("failed");
  }

  @Test
  void brokenNetworkIsAReset() {
    channel.pipeline().addLast(inbox);

    channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));

    Signal signal = inbox.poll(0, channel);
    assertThat(signal).isNotNull();
    assertThat(signal.fault()).isNull();
    assertThat(signal.reset()).isTrue();
  }

  @Test
  void whatCouldNotBeSentIsOurFaultUnlessTheConnectionIsGone() {
    inbox.sendFailed(new IOException("Broken pipe"));
    assertThat(inbox.poll(0, channel)).isNull();

    UnsupportedOperationException fault = new UnsupportedOperationException("no such message");
    inbox.sendFailed(fault);

    Signal signal = inbox.poll(0, channel);
    assertThat(signal).isNotNull();
    assertThat(signal.fault()).isSameAs(fault);
  }
}
