package dev.assay.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.Qos;
import org.junit.jupiter.api.Test;

class FlowHistoryTest {
  @Test
  void whatCameInOrderIsRight() {
    FlowHistory history = history(Qos.EXACTLY_ONCE, 3, 1, 2, 3);

    assertThat(history.faults()).isEmpty();
  }

  @Test
  void acknowledgedMessageThatNeverCameIsAFault() {
    FlowHistory history = history(Qos.AT_LEAST_ONCE, 3, 1, 3);

    assertThat(history.faults()).containsExactly("QoS 1: 2 was acknowledged and never came");
  }

  @Test
  void repeatIsAFaultAtQosTwoOnly() {
    assertThat(history(Qos.AT_LEAST_ONCE, 2, 1, 2, 1, 2).faults()).isEmpty();
    assertThat(history(Qos.EXACTLY_ONCE, 2, 1, 2, 2).faults())
        .containsExactly("QoS 2: 2 came twice");
  }

  @Test
  void messageThatComesBehindALaterOneIsAFault() {
    FlowHistory history = history(Qos.AT_LEAST_ONCE, 3, 1, 3, 2);

    assertThat(history.faults()).containsExactly("QoS 1: 2 came behind 3");
  }

  @Test
  void whatIsLostAndWhatCameAgainIsToldByNumber() {
    FlowHistory history = history(Qos.EXACTLY_ONCE, 4, 1, 3, 1, 5);

    assertThat(history.lost()).containsExactly(2, 4);
    assertThat(history.repeated()).containsExactly(1);
    assertThat(history.acknowledgedCount()).isEqualTo(4);
    assertThat(history.receivedCount()).isEqualTo(3);
  }

  private static FlowHistory history(Qos qos, int acknowledged, int... received) {
    FlowHistory history = new FlowHistory(qos);
    for (int number = 1; number <= acknowledged; number++) {
      history.acknowledged(number);
    }
    for (int number : received) {
      history.received(number);
    }
    return history;
  }
}
