package dev.assay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.client.BrokerUrl.Scheme;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerUrlTest {

  @ParameterizedTest
  @CsvSource({
    "mqtt://broker, MQTT, broker, 1883, ''",
    "tcp://broker:1, MQTT, broker, 1, ''",
    "MQTT://broker_1:65535/, MQTT, broker_1, 65535, ''",
    "mqtts://broker, MQTTS, broker, 8883, ''",
    "ssl://broker, MQTTS, broker, 8883, ''",
    "ws://broker, WS, broker, 80, /mqtt",
    "ws://broker/, WS, broker, 80, /",
    "wss://broker:8084/a/b?c=d, WSS, broker, 8084, /a/b?c=d",
    "mqtt://[::1]:1884, MQTT, ::1, 1884, ''",
    "mqtt://[::1], MQTT, ::1, 1883, ''",
  })
  void schemesHostsPortsAndPaths(String text, Scheme scheme, String host, int port, String path) {
    BrokerUrl url = BrokerUrl.parse(text);

    assertThat(url)
        .isEqualTo(new BrokerUrl(scheme, host, port, path, null, null, ClientTls.OF_THE_JDK));
  }

  @ParameterizedTest
  @CsvSource({
    "mqtt://alice@broker, alice,",
    "mqtt://alice:secret@broker, alice, secret",
    "mqtt://alice:se:cr@et@broker, alice, se:cr@et",
    "mqtt://al%40ice:%C3%A4%2F@broker, al@ice, ä/",
    "mqtt://alice:@broker, alice, ''",
  })
  void userInfoIsDecodedAndNeverShown(String text, String userName, String password) {
    BrokerUrl url = BrokerUrl.parse(text);

    assertThat(url.userName()).isEqualTo(userName);
    assertThat(url.password()).isEqualTo(password);
    assertThat(url.toString()).isEqualTo("mqtt://***@broker:1883").isEqualTo(url.masked());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "broker:1883             | scheme at character 0: expected mqtt://",
        "http://broker           | scheme at character 0: expected mqtt://, mqtts://, ws://, wss://, tcp:// or ssl://, found \"http\"",
        "mqtt://                 | host at character 7: expected a name or an address, found nothing",
        "mqtt://alice@:1883      | host at character 13",
        "mqtt://broker:          | port at character 14: expected 1..65535, found nothing",
        "mqtt://broker:0         | port at character 14: expected 1..65535, found \"0\"",
        "mqtt://broker:65536     | port at character 14: expected 1..65535, found \"65536\"",
        "mqtt://broker:12a       | port at character 14",
        "mqtt://::1              | host at character 7",
        "mqtt://[::1             | host at character 7: expected ']'",
        "mqtt://[::1]1883        | port at character 12: expected ':' and a port, found \"1883\"",
        "mqtt://bro ker          | host at character 10",
        "mqtt://broker/topic     | path at character 13: expected the end, since mqtt has no path, found \"/topic\"",
        "ws://broker?a           | path at character 11: expected a path",
      })
  void wrongUrlsSayWhatAndWhere(String text, String message) {
    assertThatThrownBy(() -> BrokerUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mqtt://alice:hush/hush@broker",
        "mqtt://alice:hush%zz@broker",
        "mqtt://alice:hush@broker:x",
        "alice:hush@broker",
        "hush@broker://x",
        "mqtt://alice:hush@",
        "mqtt://alice:hush@bro ker",
        "mqtt://alice:hush?@broker/hush",
      })
  void messagesAboutWrongUrlsKeepTheUserInfo(String text) {
    assertThatThrownBy(() -> BrokerUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("hush")
        .doesNotContain("alice");
  }

  @Test
  void transportsHaveTheNamesThatResultsUse() {
    assertThat(List.of(Scheme.values()))
        .extracting(Scheme::transport)
        .containsExactly("tcp", "tls", "ws", "wss");
  }
}
