package dev.assay.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spec.MqttVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final List<String> ANY = List.of();

  /** A second CONNECT: MQTT-3.1.0-2 in both versions. */
  private final CaseInfo secondConnect = caseOf("connect/second-connect-is-refused");

  private static CaseInfo caseOf(String id) {
    return CaseCatalogue.all().stream()
        .filter(info -> info.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private boolean wants(Selection selection) {
    return selection.wants(secondConnect, MqttVersion.V5);
  }

  @Test
  void sectionHoldsAllBelowItAndNoneThatOnlyBeginsLikeIt() {
    assertThat(wants(new Selection(ANY, List.of("3.1"), ANY, ANY))).isTrue();
    assertThat(wants(new Selection(ANY, List.of("3"), ANY, ANY))).isTrue();
    assertThat(wants(new Selection(ANY, List.of("3.11"), ANY, ANY))).isFalse();
    assertThat(wants(new Selection(ANY, List.of("3.1.0.1"), ANY, ANY))).isFalse();
  }

  @Test
  void statementIsChosenInTheVersionThatIsJudged() {
    assertThat(wants(new Selection(ANY, ANY, List.of("mqtt-3.1.0-2"), ANY))).isTrue();
    assertThat(wants(new Selection(ANY, ANY, List.of("MQTT-3.1.0-*"), ANY))).isTrue();
    assertThat(wants(new Selection(ANY, ANY, List.of("MQTT-3.1.0-1"), ANY))).isFalse();
  }

  @Test
  void differentListsNarrowAndOneListWidens() {
    List<String> both = List.of("ping/*", "connect/second*");
    assertThat(wants(new Selection(both, List.of("3.1"), ANY, ANY))).isTrue();
    assertThat(wants(new Selection(both, List.of("3.12"), ANY, ANY))).isFalse();
  }

  @Test
  void tagIsAskedForOrKeptOut() {
    assertThat(wants(new Selection(ANY, ANY, ANY, List.of("connect", "ping")))).isTrue();
    assertThat(wants(new Selection(ANY, ANY, ANY, List.of("connect", "!ping")))).isTrue();
    assertThat(wants(new Selection(ANY, ANY, ANY, List.of("connect", "!must")))).isFalse();
    assertThat(wants(new Selection(ANY, ANY, ANY, List.of("!connect")))).isFalse();
  }

  @Test
  void tagsSayWhatACaseIsAbout() {
    assertThat(secondConnect.tags()).containsExactly("connect", "must");
  }
}
