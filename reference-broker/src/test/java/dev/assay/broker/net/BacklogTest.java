package dev.assay.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What waits for all clients together, without a network. */
class BacklogTest {
  private static final int MAX_BYTES = 80_000;

  private final Backlog backlog = new Backlog(MAX_BYTES);
  private int asked;

  @Test
  void thoseWithTheMostWaitingGoUntilEnoughRoomIsLeft() {
    List<Waiting> clients = clients(4);

    write(clients.get(0), 10_000);
    write(clients.get(1), 30_000);
    write(clients.get(2), 25_000);
    assertThat(dropped(clients)).isEmpty();
    write(clients.get(3), 15_001);

    assertThat(dropped(clients)).containsExactly(clients.get(1));
  }

  @Test
  void whatWasTakenInTheMeantimeDoesNotCount() {
    List<Waiting> clients = clients(2);

    for (int i = 0; i < 100; i++) {
      write(clients.get(0), 40_000);
      write(clients.get(1), 40_000);
      clients.forEach(each -> each.bytes = 0);
    }

    assertThat(dropped(clients)).isEmpty();
  }

  /** Who takes just as much as it is sent keeps the total where it is, and would have everybody asked again for each message. */
  @Test
  void allAreAskedForEachEighthOfTheLimitAtMost() {
    List<Waiting> clients = clients(1_000);
    int message = 10;
    // nearly the limit, and each takes what it is sent
    clients.forEach(each -> write(each, 79));
    int written = 0;
    for (int round = 0; round < 100; round++) {
      for (Waiting each : clients) {
        if (!each.dropped) {
          write(each, message);
          each.bytes -= message;
          written += message;
        }
      }
    }

    int roundsOfQuestions = written / (MAX_BYTES / 8) + 1;
    assertThat(asked).isLessThanOrEqualTo(roundsOfQuestions * clients.size());
  }

  private void write(Waiting client, int bytes) {
    client.bytes += bytes;
    backlog.note(client, client.bytes);
  }

  private List<Waiting> clients(int count) {
    return new ArrayList<>(
        IntStream.range(0, count).mapToObj(i -> new Waiting()).toList());
  }

  private static List<Waiting> dropped(List<Waiting> clients) {
    return clients.stream().filter(each -> each.dropped).toList();
  }

  private final class Waiting implements Backlog.Client {
    private long bytes;
    private boolean dropped;

    @Override
    public long waitingBytes() {
      asked++;
      return bytes;
    }

    @Override
    public void dropForOthers() {
      dropped = true;
      bytes = 0;
    }
  }
}
