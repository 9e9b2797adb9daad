package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Redirection;
import dev.assay.broker.core.Setting;
import dev.assay.broker.net.ConnectionLimits;
import dev.assay.codec.packet.Qos;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerSettingsTest {
  @Test
  void noWordsMeanTheDefaults() {
    assertThat(BrokerSettings.choices(List.of())).isEqualTo(Choices.DEFAULT);
  }

  @Test
  void eachKindOfChoiceCanBeSet() {
    Choices choices = BrokerSettings.choices(List.of(
        "overlap=copy-per-subscription", "disconnect-before-close=false", "granted-qos-max=1"));

    assertThat(choices)
        .isEqualTo(Choices.DEFAULT
            .with(the -> the.overlap = Choices.Overlap.COPY_PER_SUBSCRIPTION)
            .with(the -> the.disconnectBeforeClose = false)
            .with(the -> the.grantedQosMax = Qos.AT_LEAST_ONCE));
  }

  @Test
  void whatTheHelpNamesFirstIsTheDefault() {
    List<String> defaults = BrokerSettings.choicesHelp(80).stream()
        .filter(line -> !line.startsWith(" "))
        .map(line -> line.substring(0, line.indexOf('|')))
        .toList();

    assertThat(BrokerSettings.choices(defaults)).isEqualTo(Choices.DEFAULT);
    assertThat(defaults).hasSize(Choices.class.getRecordComponents().length);
  }

  @Test
  void unknownNamesAndValuesAreRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> BrokerSettings.choices(List.of("overlaps=one-copy")))
        .isInstanceOf(Problem.class)
        .hasMessageContainingAll("overlap,", "found 'overlaps=one-copy'");
    assertThatThrownBy(() -> BrokerSettings.choices(List.of("overlap=two-copies")))
        .isInstanceOf(Problem.class)
        .hasMessageContainingAll("one-copy, copy-per-subscription", "found 'two-copies'");
  }

  @Test
  void everyChoiceSaysItsClauseAndTheReasonOfItsDefaultIn80Columns() {
    String help = String.join("\n", BrokerSettings.choicesHelp(80));

    assertThat(help).contains("[5.0 3.3.4, 3.1.1 3.3.5]");
    for (RecordComponent choice : Choices.class.getRecordComponents()) {
      Setting setting = choice.getAnnotation(Setting.class);
      assertThat(setting).as(choice.getName()).isNotNull();
      assertThat(setting.clause()).as(choice.getName()).isNotEmpty();
      assertThat(setting.because()).as(choice.getName()).isNotEmpty();
    }
    assertThat(help.lines()).allMatch(line -> line.length() <= 80);
    assertThat(BrokerSettings.limitsHelp(80)).allMatch(line -> line.length() <= 80);
  }

  @Test
  void everyLimitCanBeSet() {
    List<String> words = List.of(
        "receive-maximum=1",
        "maximum-packet-size-bytes=2",
        "maximum-qos=1",
        "retain-available=false",
        "wildcards-available=false",
        "topic-alias-maximum=3",
        "subscription-identifiers-available=false",
        "shared-subscriptions-available=false",
        "server-keep-alive-seconds=4",
        "session-expiry-max-seconds=4294967294",
        "connect-within-seconds=5",
        "queue-max-messages=6",
        "queue-total-max-messages=7",
        "queue-total-max-bytes=21",
        "subscriptions-per-session-max=8",
        "subscriptions-max=17",
        "subscriptions-max-bytes=23",
        "retained-looks-per-subscribe-max=24",
        "sessions-max=18",
        "session-names-max-bytes=25",
        "retained-max-messages=19",
        "retained-max-bytes=20",
        "wills-max-bytes=22",
        "topic-aliases-max-bytes=23",
        "authentications-max-bytes=26",
        "topic-levels-max=9",
        "connections-max=10",
        "redirection=permanent:elsewhere:1883",
        "response-information-prefix=none",
        "outbound-max-bytes=11",
        "outbound-total-max-bytes=12",
        "inbound-total-max-bytes=16",
        "connect-max-bytes=13",
        "unadmitted-max=14",
        "stop-millis-max=15");

    BrokerConfig config = BrokerSettings.config(words);
    ConnectionLimits connections = BrokerSettings.connections(words);

    assertThat(config).isEqualTo(BrokerConfig.DEFAULT.with(the -> {
      the.receiveMaximum = 1;
      the.maximumPacketSizeBytes = 2;
      the.maximumQos = Qos.AT_LEAST_ONCE;
      the.retainAvailable = false;
      the.wildcardsAvailable = false;
      the.topicAliasMaximum = 3;
      the.subscriptionIdentifiersAvailable = false;
      the.sharedSubscriptionsAvailable = false;
      the.serverKeepAliveSeconds = 4;
      the.sessionExpiryMaxSeconds = 4_294_967_294L;
      the.connectWithinSeconds = 5;
      the.queueMaxMessages = 6;
      the.queueTotalMaxMessages = 7;
      the.queueTotalMaxBytes = 21;
      the.subscriptionsPerSessionMax = 8;
      the.subscriptionsMax = 17;
      the.subscriptionsMaxBytes = 23;
      the.retainedLooksPerSubscribeMax = 24;
      the.sessionsMax = 18;
      the.sessionNamesMaxBytes = 25;
      the.retainedMaxMessages = 19;
      the.retainedMaxBytes = 20;
      the.willsMaxBytes = 22;
      the.topicAliasesMaxBytes = 23;
      the.authenticationsMaxBytes = 26;
      the.topicLevelsMax = 9;
      the.connectionsMax = 10;
      the.redirection = new Redirection(true, "elsewhere:1883");
      the.responseInformationPrefix = null;
    }));
    assertThat(connections).isEqualTo(new ConnectionLimits(11, 12, 16, 13, 14, 15));
    assertThat(BrokerSettings.limitsHelp(80).stream().filter(line -> !line.startsWith(" ")))
        .hasSameSizeAs(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "receive-maximum=0        | --limit receive-maximum: Receive Maximum must be 1..65535, was 0",
        "receive-maximum=many     | --limit receive-maximum: expected a whole number, found 'many'",
        "connections-max=99999999999 | --limit connections-max: expected a whole number up to 2147483647",
        "server-keep-alive-seconds=x | --limit server-keep-alive-seconds: expected a whole number or none",
        "connect-max-bytes=0 | --limit connect-max-bytes: bytes of a CONNECT must be at least 1, was 0",
        "connections              | --limit: expected NAME=VALUE with one of the names receive-maximum,",
      })
  void aLimitOutOfBoundsIsOneClearLine(String word, String expected) {
    assertThatThrownBy(() -> {
          BrokerSettings.config(List.of(word));
          BrokerSettings.connections(List.of(word));
        })
        .isInstanceOf(Problem.class)
        .hasMessageContaining(expected);
  }
}
