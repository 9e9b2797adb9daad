package dev.assay.broker.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.codec.packet.TopicName;
import org.junit.jupiter.api.Test;

class MatchCacheTest {
  private static final int TOPICS = 10_000;

  private final MatchCache<String, Integer> cache = new MatchCache<>(TOPICS);

  MatchCacheTest() {
    for (int i = 0; i < TOPICS; i++) {
      cache.keep(TopicName.of("place/" + i), Matches.none());
    }
  }

  @Test
  void aFilterThatLeadsEverywhereAndMatchesNothingLetsNothingBeForgotten() {
    cache.forgetMatchesOf("+/+/x");

    assertThat(cache.size()).isEqualTo(TOPICS);
  }

  /** Led through all the places, so many filters would pass ten million of them. */
  @Test
  void soManyOfThemAreLedThroughFewPlacesSinceAllIsForgottenInTheEnd() {
    for (int i = 0; i < 1_000; i++) {
      cache.forgetMatchesOf("+/+/x");
    }

    assertThat(cache.size()).isZero();
  }
}
