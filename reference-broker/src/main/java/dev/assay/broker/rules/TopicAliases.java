package dev.assay.broker.rules;

import static dev.assay.broker.core.Citation.cite;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Law;
import dev.assay.broker.state.Connection;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Topic Aliases: a number in place of a Topic Name, agreed on by one side for what it sends (3.3.2.3.4 of 5.0). The two directions
 * know nothing of each other, and neither outlives the connection.
 *
 * <pre>
 *   PUBLISH "sport/tennis", alias 3     from now on 3 means sport/tennis
 *   PUBLISH "", alias 3                 a message on sport/tennis
 *   PUBLISH "weather", alias 3          from now on 3 means weather
 * </pre>
 */
public final class TopicAliases {

  /** Above what the CONNACK allows, which may be none at all. */
  public static final Citation TOO_LARGE = cite(
      Mqtt5.MQTT_3_2_2_17, Mqtt5.MQTT_3_2_2_18, Mqtt5.MQTT_3_3_2_9, Rule.V5_TOPIC_ALIAS_INVALID);

  /** A number alone that means nothing yet. */
  public static final Citation UNKNOWN = cite(Rule.V5_TOPIC_ALIAS_UNKNOWN);

  /** Every number up to the Topic Alias Maximum is good. */
  public static final Citation ACCEPTED =
      cite(Mqtt5.MQTT_3_3_2_12, Rule.V5_TOPIC_ALIAS_IS_REPLACED);

  /** What a number means, it means on this connection, and in this direction. */
  public static final Citation OF_THIS_CONNECTION =
      cite(Mqtt5.MQTT_3_3_2_7, Rule.V5_TOPIC_ALIASES_ARE_INDEPENDENT);

  /** A client that names no maximum gets no alias. */
  public static final Citation CLIENT_TAKES_NONE = cite(Mqtt5.MQTT_3_1_2_27);

  /** Nobody gets an alias above the maximum that it named. */
  public static final Citation WITHIN_CLIENTS_MAXIMUM =
      cite(Mqtt5.MQTT_3_1_2_26, Mqtt5.MQTT_3_3_2_11);

  // what a client is given the broker remembers for as long as it is connected: at 65,535 topics of
  // 65,535 bytes that could be 4 GiB for each
  private static final int GIVEN_MAX = 256;
  private static final int GIVEN_TOPIC_BYTES_MAX = 256;

  /** About what an alias takes beside its topic. */
  private static final long ENTRY_BYTES = 100;

  private final BrokerConfig config;
  private final Choices choices;
  private final Law law;

  // of all connections, both directions
  private long bytes;

  TopicAliases(Parts parts) {
    config = parts.config();
    choices = parts.choices();
    law = parts.law();
  }

  /** With what to end the connection because of the packet's Topic Alias, or null if that is good (3.3.4). */
  @Nullable
  ReasonCode refusalOf(Connection from, Publish packet) {
    int alias = aliasOf(packet);
    if (law.holds(
        from,
        TOO_LARGE,
        alias > config.topicAliasMaximum(),
        "Topic Alias {}, though CONNACK allowed {} at most",
        alias,
        config.topicAliasMaximum())) {
      return ReasonCode.TOPIC_ALIAS_INVALID;
    }
    if (law.holds(
        from,
        UNKNOWN,
        packet.topic().equals(TopicName.NONE) && !from.aliasesOfClient().containsKey(alias),
        "Topic Alias {} means nothing on this connection",
        alias)) {
      return ReasonCode.PROTOCOL_ERROR;
    }
    return null;
  }

  /** Whether there is room for what the packet's alias means from now on, behind what it meant until now. */
  boolean hasRoomFor(Connection from, Publish packet) {
    int alias = aliasOf(packet);
    if (alias == Connection.NO_ALIAS || packet.topic().equals(TopicName.NONE)) {
      return true;
    }
    long moreBytes = bytesOf(packet.topic()) - bytesOf(from.aliasesOfClient().get(alias));
    return bytes + moreBytes <= config.topicAliasesMaxBytes();
  }

  private static long bytesOf(@Nullable TopicName topic) {
    return topic == null ? 0 : ENTRY_BYTES + topic.encodedLength();
  }

  /** The topic that a client's PUBLISH means, once its alias was found to be good (3.3.4). */
  TopicName topicOf(Connection from, Publish packet) {
    int alias = aliasOf(packet);
    if (alias == Connection.NO_ALIAS) {
      return packet.topic();
    }
    if (packet.topic().equals(TopicName.NONE)) {
      TopicName meant = from.aliasesOfClient().getOrDefault(alias, TopicName.NONE);
      law.because(from, OF_THIS_CONNECTION, "Topic Alias {} means {}", alias, meant);
      return meant;
    }
    law.because(from, ACCEPTED, "Topic Alias {} means {} from now on", alias, packet.topic());
    TopicName before = from.aliasesOfClient().put(alias, packet.topic());
    bytes += bytesOf(packet.topic()) - bytesOf(before);
    return packet.topic();
  }

  private static int aliasOf(Publish packet) {
    return (int) packet.properties().number(PropertyId.TOPIC_ALIAS, Connection.NO_ALIAS);
  }

  /** The alias that this client knows for the topic already, or {@link Connection#NO_ALIAS}. */
  int knownTo(Connection client, TopicName topic) {
    return client.aliasesForClient().getOrDefault(topic, Connection.NO_ALIAS);
  }

  /**
   * The next alias to give to this client, for this topic, or {@link Connection#NO_ALIAS}: never more than it takes [5.0
   * MQTT-3.1.2-26, 3.1.2-27], nor more than 256, nor where those of all connections fill half of their room. The first topics of up to 256 bytes get one and keep it; a server need not use any.
   */
  int nextFor(Connection client, TopicName topic) {
    int maximum = client.topicAliasMaximum();
    if (maximum == 0) {
      law.because(client, CLIENT_TAKES_NONE, "the Topic Name as it is: the client takes no alias");
      return Connection.NO_ALIAS;
    }
    int given = client.aliasesForClient().size();
    boolean mayHaveAnother = !law.holds(
        client,
        WITHIN_CLIENTS_MAXIMUM,
        given >= maximum,
        "the client knows all the {} aliases that it takes",
        maximum);
    return mayHaveAnother && choices.topicAliases() && isWorthIt(topic, given)
        ? given + 1
        : Connection.NO_ALIAS;
  }

  private boolean isWorthIt(TopicName topic, int given) {
    return given < GIVEN_MAX
        && topic.encodedLength() <= GIVEN_TOPIC_BYTES_MAX
        && bytes + bytesOf(topic) <= config.topicAliasesMaxBytes() / 2;
  }

  /** The client has been sent the topic beside this alias. */
  void given(Connection client, TopicName topic, int alias) {
    bytes += bytesOf(topic);
    client.aliasesForClient().put(topic, alias);
  }

  /** No alias outlives its connection. */
  void forget(Connection connection) {
    connection.aliasesOfClient().values().forEach(topic -> bytes -= bytesOf(topic));
    connection.aliasesForClient().keySet().forEach(topic -> bytes -= bytesOf(topic));
    connection.aliasesOfClient().clear();
    connection.aliasesForClient().clear();
  }
}
