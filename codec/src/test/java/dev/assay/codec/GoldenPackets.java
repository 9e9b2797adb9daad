package dev.assay.codec;

import static dev.assay.codec.Sender.CLIENT;
import static dev.assay.codec.Sender.SERVER;
import static dev.assay.spec.MqttVersion.V3_1_1;
import static dev.assay.spec.MqttVersion.V5;

import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PingResp;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.PubComp;
import dev.assay.codec.packet.PubRec;
import dev.assay.codec.packet.PubRel;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.RetainHandling;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.codec.packet.UnsubAck;
import dev.assay.codec.packet.Unsubscribe;
import dev.assay.codec.packet.Will;
import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The one table of right and wrong packets, in annotated hexadecimal: right ones of every type and both versions here, wrong
 * ones in {@code bad-packets.txt} beside it, at least one for each thing that the codec checks.
 */
public final class GoldenPackets {
  /** Larger than what one bad packet of the table announces, smaller than what its breach is about. */
  private static final long SMALL_MAXIMUM_PACKET_SIZE = 8;

  private final List<GoodPacket> good = new ArrayList<>();

  private GoldenPackets() {}

  /** Packets that the standard allows. */
  public static List<GoodPacket> good() {
    GoldenPackets table = new GoldenPackets();
    table.connecting();
    table.publishing();
    table.subscribing();
    table.ending();
    return List.copyOf(table.good);
  }

  /** Packets with exactly one thing wrong each. */
  public static List<BadPacket> bad() {
    List<BadPacket> bad = new ArrayList<>();
    for (String line : badLines()) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] cells = line.split(";\\s*", 6);
      Breach breach = Breach.valueOf(cells[0]);
      for (String version : cells[1].split(" ", -1)) {
        for (String sender : cells[2].split(" ", -1)) {
          bad.add(badPacket(
              breach,
              MqttVersion.of(version).orElseThrow(),
              sender.equals("C") ? CLIENT : SERVER,
              cells[3],
              Integer.parseInt(cells[4]),
              cells[5]));
        }
      }
    }
    return List.copyOf(bad);
  }

  private static BadPacket badPacket(
      Breach breach, MqttVersion version, Sender sender, String field, int offset, String hex) {
    boolean tooLarge = breach == Breach.PACKET_TOO_LARGE || breach == Breach.CONNECT_TOO_LARGE;
    return new BadPacket(
        breach.name(),
        version,
        sender,
        breach.statement(version, sender).orElseThrow(),
        breach.reasonCode(),
        field,
        offset,
        hex,
        tooLarge ? SMALL_MAXIMUM_PACKET_SIZE : Long.MAX_VALUE,
        breach == Breach.FIRST_PACKET_NOT_CONNECT);
  }

  private static List<String> badLines() {
    try (InputStream table = GoldenPackets.class.getResourceAsStream("bad-packets.txt")) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void connecting() {
    add(
        "smallest CONNECT of 3.1.1",
        V3_1_1,
        CLIENT,
        new Connect(V3_1_1, "", true, 0, null, null, null, Properties.NONE),
        """
        10 0C               | fixed header: CONNECT, 12 bytes follow
        00 04 4D 51 54 54   |   protocol name "MQTT"
        04                  |   protocol level 4
        02                  |   connect flags: Clean Session
        00 00               |   keep alive off
        00 00               |   client identifier ""
        """);
    add(
        "full CONNECT of 3.1.1",
        V3_1_1,
        CLIENT,
        new Connect(
            V3_1_1,
            "alice",
            false,
            30,
            new Will(
                TopicName.of("w/t"), Payload.of("gone"), Qos.EXACTLY_ONCE, true, Properties.NONE),
            "bob",
            Payload.of("secret"),
            Properties.NONE),
        """
        10 29               | fixed header: CONNECT, 41 bytes follow
        00 04 4D 51 54 54   |   protocol name "MQTT"
        04                  |   protocol level 4
        F4                  |   connect flags: User Name, Password, Will Retain, Will QoS 2, Will
        00 1E               |   keep alive 30 s
        00 05 61 6C 69 63 65|   client identifier "alice"
        00 03 77 2F 74      |   Will Topic "w/t"
        00 04 67 6F 6E 65   |   Will Message "gone"
        00 03 62 6F 62      |   user name "bob"
        00 06 73 65 63 72 65 74 | password "secret"
        """);
    add(
        "CONNECT of 5.0",
        V5,
        CLIENT,
        new Connect(V5, "alice", true, 30, null, null, null, Properties.NONE),
        """
        10 12               | fixed header: CONNECT, 18 bytes follow
        00 04 4D 51 54 54   |   protocol name "MQTT"
        05                  |   protocol version 5
        02                  |   connect flags: Clean Start
        00 1E               |   keep alive 30 s
        00                  |   no properties
        00 05 61 6C 69 63 65|   client identifier "alice"
        """);
    add(
        "CONNECT of 5.0 with a password alone",
        V5,
        CLIENT,
        new Connect(V5, "", false, 65_535, null, null, Payload.EMPTY, Properties.NONE),
        """
        10 0F               | fixed header: CONNECT, 15 bytes follow
        00 04 4D 51 54 54   |   protocol name "MQTT"
        05                  |   protocol version 5
        40                  |   connect flags: Password
        FF FF               |   keep alive 65,535 s
        00                  |   no properties
        00 00               |   client identifier ""
        00 00               |   password of no bytes
        """);
    add(
        "CONNECT of 5.0 with every property",
        V5,
        CLIENT,
        new Connect(
            V5,
            "a",
            true,
            30,
            new Will(
                TopicName.of("w"),
                Payload.EMPTY,
                Qos.AT_LEAST_ONCE,
                false,
                Properties.builder()
                    .with(PropertyId.WILL_DELAY_INTERVAL, 5)
                    .with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 1)
                    .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, 60)
                    .with(PropertyId.CONTENT_TYPE, "t")
                    .with(PropertyId.RESPONSE_TOPIC, "r")
                    .with(PropertyId.CORRELATION_DATA, Payload.copyOf(new byte[] {0}))
                    .withUser("k", "v")
                    .build()),
            null,
            null,
            Properties.builder()
                .with(PropertyId.SESSION_EXPIRY_INTERVAL, 0xFFFF_FFFFL)
                .with(PropertyId.RECEIVE_MAXIMUM, 1)
                .with(PropertyId.MAXIMUM_PACKET_SIZE, 268_435_460L)
                .with(PropertyId.TOPIC_ALIAS_MAXIMUM, 0)
                .with(PropertyId.REQUEST_RESPONSE_INFORMATION, 1)
                .with(PropertyId.REQUEST_PROBLEM_INFORMATION, 0)
                .withUser("k", "v")
                .withUser("k", "v")
                .with(PropertyId.AUTHENTICATION_METHOD, "m")
                .with(PropertyId.AUTHENTICATION_DATA, Payload.of("d"))
                .build()),
        """
        10 5D               | fixed header: CONNECT, 93 bytes follow
        00 04 4D 51 54 54   |   protocol name "MQTT"
        05                  |   protocol version 5
        0E                  |   connect flags: Will QoS 1, Will, Clean Start
        00 1E               |   keep alive 30 s
        2A                  |   42 bytes of properties
          11 FF FF FF FF    |     Session Expiry Interval: never
          21 00 01          |     Receive Maximum 1
          27 10 00 00 04    |     Maximum Packet Size 268,435,460
          22 00 00          |     Topic Alias Maximum 0
          19 01             |     Request Response Information 1
          17 00             |     Request Problem Information 0
          26 00 01 6B 00 01 76 |  User Property k: v
          26 00 01 6B 00 01 76 |  User Property k: v, again
          15 00 01 6D       |     Authentication Method "m"
          16 00 01 64       |     Authentication Data "d"
        00 01 61            |   client identifier "a"
        1F                  |   31 bytes of Will Properties
          18 00 00 00 05    |     Will Delay Interval 5 s
          01 01             |     Payload Format Indicator: UTF-8
          02 00 00 00 3C    |     Message Expiry Interval 60 s
          03 00 01 74       |     Content Type "t"
          08 00 01 72       |     Response Topic "r"
          09 00 01 00       |     Correlation Data 00
          26 00 01 6B 00 01 76 |  User Property k: v
        00 01 77            |   Will Topic "w"
        00 00               |   Will Payload of no bytes
        """);
    add(
        "accepting CONNACK of 3.1.1",
        V3_1_1,
        SERVER,
        new ConnAck(true, ReasonCode.SUCCESS, Properties.NONE),
        """
        20 02               | fixed header: CONNACK, 2 bytes follow
        01                  |   Session Present
        00                  |   accepted
        """);
    add(
        "refusing CONNACK of 3.1.1",
        V3_1_1,
        SERVER,
        new ConnAck(false, ReasonCode.NOT_AUTHORIZED, Properties.NONE),
        """
        20 02               | fixed header: CONNACK, 2 bytes follow
        00                  |   no session
        05                  |   not authorized
        """);
    add("CONNACK of 5.0", V5, SERVER, new ConnAck(false, ReasonCode.SUCCESS, Properties.NONE), """
        20 03               | fixed header: CONNACK, 3 bytes follow
        00                  |   no session
        00                  |   Success
        00                  |   no properties
        """);
    add(
        "CONNACK of 5.0 with every property",
        V5,
        SERVER,
        new ConnAck(
            true,
            ReasonCode.SUCCESS,
            Properties.builder()
                .with(PropertyId.SESSION_EXPIRY_INTERVAL, 60)
                .with(PropertyId.RECEIVE_MAXIMUM, 65_535)
                .with(PropertyId.MAXIMUM_QOS, 1)
                .with(PropertyId.RETAIN_AVAILABLE, 0)
                .with(PropertyId.MAXIMUM_PACKET_SIZE, 0xFFFF_FFFFL)
                .with(PropertyId.ASSIGNED_CLIENT_IDENTIFIER, "a")
                .with(PropertyId.TOPIC_ALIAS_MAXIMUM, 65_535)
                .with(PropertyId.REASON_STRING, "")
                .withUser("", "")
                .with(PropertyId.WILDCARD_SUBSCRIPTION_AVAILABLE, 1)
                .with(PropertyId.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 0)
                .with(PropertyId.SHARED_SUBSCRIPTION_AVAILABLE, 0)
                .with(PropertyId.SERVER_KEEP_ALIVE, 0)
                .with(PropertyId.RESPONSE_INFORMATION, "i")
                .with(PropertyId.SERVER_REFERENCE, "s")
                .with(PropertyId.AUTHENTICATION_METHOD, "m")
                .with(PropertyId.AUTHENTICATION_DATA, Payload.of("d"))
                .build()),
        """
        20 3C               | fixed header: CONNACK, 60 bytes follow
        01                  |   Session Present
        00                  |   Success
        39                  |   57 bytes of properties
          11 00 00 00 3C    |     Session Expiry Interval 60 s
          21 FF FF          |     Receive Maximum 65,535
          24 01             |     Maximum QoS 1
          25 00             |     Retain Available 0
          27 FF FF FF FF    |     Maximum Packet Size 4,294,967,295
          12 00 01 61       |     Assigned Client Identifier "a"
          22 FF FF          |     Topic Alias Maximum 65,535
          1F 00 00          |     Reason String ""
          26 00 00 00 00    |     User Property "": ""
          28 01             |     Wildcard Subscription Available 1
          29 00             |     Subscription Identifier Available 0
          2A 00             |     Shared Subscription Available 0
          13 00 00          |     Server Keep Alive 0
          1A 00 01 69       |     Response Information "i"
          1C 00 01 73       |     Server Reference "s"
          15 00 01 6D       |     Authentication Method "m"
          16 00 01 64       |     Authentication Data "d"
        """);
  }

  private void publishing() {
    add(
        "PUBLISH of 3.1.1, QoS 0",
        V3_1_1,
        CLIENT,
        new Publish(
            false, Qos.AT_MOST_ONCE, true, TopicName.of("a/b"), 0, Properties.NONE, Payload.EMPTY),
        """
        31 05               | fixed header: PUBLISH, QoS 0, RETAIN, 5 bytes follow
        00 03 61 2F 62      |   topic "a/b"
        """);
    add(
        "repeated PUBLISH of 3.1.1, QoS 2",
        V3_1_1,
        SERVER,
        new Publish(
            true,
            Qos.EXACTLY_ONCE,
            false,
            TopicName.of("a/b"),
            65_535,
            Properties.NONE,
            Payload.of("hi")),
        """
        3C 09               | fixed header: PUBLISH, DUP, QoS 2, 9 bytes follow
        00 03 61 2F 62      |   topic "a/b"
        FF FF               |   packet identifier 65,535
        68 69               |   "hi"
        """);
    add(
        "PUBLISH of 5.0, QoS 0, a byte order mark in its topic",
        V5,
        CLIENT,
        new Publish(
            false,
            Qos.AT_MOST_ONCE,
            false,
            TopicName.of("\uFEFFa"),
            0,
            Properties.NONE,
            Payload.of("hi")),
        """
        30 09               | fixed header: PUBLISH, QoS 0, 9 bytes follow
        00 04 EF BB BF 61   |   topic U+FEFF "a": the mark stays
        00                  |   no properties
        68 69               |   "hi"
        """);
    add(
        "PUBLISH of 5.0 from a client with every property",
        V5,
        CLIENT,
        new Publish(
            false,
            Qos.AT_LEAST_ONCE,
            true,
            TopicName.NONE,
            7,
            Properties.builder()
                .with(PropertyId.PAYLOAD_FORMAT_INDICATOR, 0)
                .with(PropertyId.MESSAGE_EXPIRY_INTERVAL, 0)
                .with(PropertyId.TOPIC_ALIAS, 65_535)
                .with(PropertyId.RESPONSE_TOPIC, "r/\uD83D\uDE00")
                .with(PropertyId.CORRELATION_DATA, Payload.EMPTY)
                .withUser("k", "v")
                .with(PropertyId.CONTENT_TYPE, "")
                .build(),
            Payload.of("hi")),
        """
        33 27               | fixed header: PUBLISH, QoS 1, RETAIN, 39 bytes follow
        00 00               |   no topic: the alias says it
        00 07               |   packet identifier 7
        20                  |   32 bytes of properties
          01 00             |     Payload Format Indicator 0
          02 00 00 00 00    |     Message Expiry Interval 0
          23 FF FF          |     Topic Alias 65,535
          08 00 06 72 2F F0 9F 98 80 | Response Topic "r/" U+1F600
          09 00 00          |     Correlation Data of no bytes
          26 00 01 6B 00 01 76 |  User Property k: v
          03 00 00          |     Content Type ""
        68 69               |   "hi"
        """);
    add(
        "PUBLISH of 5.0 from a server with two Subscription Identifiers",
        V5,
        SERVER,
        new Publish(
            false,
            Qos.AT_MOST_ONCE,
            false,
            TopicName.of("/"),
            0,
            Properties.builder()
                .with(PropertyId.SUBSCRIPTION_IDENTIFIER, 268_435_455L)
                .with(PropertyId.SUBSCRIPTION_IDENTIFIER, 128)
                .build(),
            Payload.copyOf(new byte[] {0, -1})),
        """
        30 0E               | fixed header: PUBLISH, QoS 0, 14 bytes follow
        00 01 2F            |   topic "/"
        08                  |   8 bytes of properties
          0B FF FF FF 7F    |     Subscription Identifier 268,435,455
          0B 80 01          |     Subscription Identifier 128
        00 FF               |   two bytes
        """);
    for (MqttVersion version : MqttVersion.values()) {
      add(
          "PUBACK",
          version,
          CLIENT,
          new PubAck(1),
          "40 02 00 01 | fixed header, packet identifier");
      add(
          "PUBREC",
          version,
          SERVER,
          new PubRec(1),
          "50 02 00 01 | fixed header, packet identifier");
      add(
          "PUBREL",
          version,
          CLIENT,
          new PubRel(1),
          "62 02 00 01 | fixed header, packet identifier");
      add(
          "PUBCOMP",
          version,
          SERVER,
          new PubComp(1),
          "70 02 00 01 | fixed header, packet identifier");
    }
    add(
        "PUBACK of 5.0 that no subscriber waits for",
        V5,
        SERVER,
        new PubAck(1, ReasonCode.NO_MATCHING_SUBSCRIBERS, Properties.NONE),
        "40 03 00 01 10 | fixed header, packet identifier, No matching subscribers");
    add(
        "refusing PUBREC of 5.0 with properties",
        V5,
        CLIENT,
        new PubRec(
            258,
            ReasonCode.QUOTA_EXCEEDED,
            Properties.builder()
                .with(PropertyId.REASON_STRING, "full")
                .withUser("k", "v")
                .build()),
        """
        50 12               | fixed header: PUBREC, 18 bytes follow
        01 02               |   packet identifier 258
        97                  |   Quota exceeded
        0E                  |   14 bytes of properties
          1F 00 04 66 75 6C 6C |  Reason String "full"
          26 00 01 6B 00 01 76 |  User Property k: v
        """);
    add(
        "PUBREL of 5.0 for an unknown identifier",
        V5,
        SERVER,
        new PubRel(1, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, Properties.NONE),
        "62 03 00 01 92 | fixed header, packet identifier, Packet Identifier not found");
    add(
        "PUBCOMP of 5.0 with properties but Success",
        V5,
        SERVER,
        new PubComp(
            1, ReasonCode.SUCCESS, Properties.builder().withUser("k", "v").build()),
        """
        70 0B               | fixed header: PUBCOMP, 11 bytes follow
        00 01               |   packet identifier 1
        00                  |   Success
        07                  |   7 bytes of properties
          26 00 01 6B 00 01 76 |  User Property k: v
        """);
    addLonger(
        "PUBACK of 5.0 that says Success and no properties",
        V5,
        CLIENT,
        new PubAck(1),
        "40 04 00 01 00 00 | fixed header, packet identifier, Success, no properties");
    addLonger(
        "PUBACK of 3.1.1 with a padded Remaining Length",
        V3_1_1,
        CLIENT,
        new PubAck(1),
        "40 82 80 80 00 00 01 | 3.1.1 does not demand the shortest form");
  }

  private void subscribing() {
    add(
        "SUBSCRIBE of 3.1.1",
        V3_1_1,
        CLIENT,
        new Subscribe(
            10,
            Properties.NONE,
            List.of(
                Subscription.of(TopicFilter.of("a/+/#"), Qos.EXACTLY_ONCE),
                Subscription.of(TopicFilter.of("$share//x"), Qos.AT_MOST_ONCE))),
        """
        82 16               | fixed header: SUBSCRIBE, 22 bytes follow
        00 0A               |   packet identifier 10
        00 05 61 2F 2B 2F 23|   filter "a/+/#"
        02                  |   QoS 2
        00 09 24 73 68 61 72 65 2F 2F 78 | filter "$share//x": a plain one in 3.1.1
        00                  |   QoS 0
        """);
    add(
        "SUBSCRIBE of 5.0",
        V5,
        CLIENT,
        new Subscribe(
            10,
            Properties.builder()
                .with(PropertyId.SUBSCRIPTION_IDENTIFIER, 1)
                .withUser("k", "v")
                .build(),
            List.of(
                new Subscription(
                    TopicFilter.of("#"), Qos.AT_LEAST_ONCE, true, true, RetainHandling.DO_NOT_SEND),
                new Subscription(
                    TopicFilter.of("$share/g//+"),
                    Qos.EXACTLY_ONCE,
                    false,
                    false,
                    RetainHandling.SEND_IF_NEW))),
        """
        82 1E               | fixed header: SUBSCRIBE, 30 bytes follow
        00 0A               |   packet identifier 10
        09                  |   9 bytes of properties
          0B 01             |     Subscription Identifier 1
          26 00 01 6B 00 01 76 |  User Property k: v
        00 01 23            |   filter "#"
        2D                  |   QoS 1, No Local, Retain As Published, do not send retained messages
        00 0B 24 73 68 61 72 65 2F 67 2F 2F 2B | filter "$share/g//+"
        12                  |   QoS 2, retained messages if new
        """);
    add(
        "SUBACK of 3.1.1",
        V3_1_1,
        SERVER,
        new SubAck(
            10,
            Properties.NONE,
            List.of(
                ReasonCode.SUCCESS,
                ReasonCode.GRANTED_QOS_1,
                ReasonCode.GRANTED_QOS_2,
                ReasonCode.UNSPECIFIED_ERROR)),
        "90 06 00 0A 00 01 02 80 | fixed header, packet identifier, QoS 0, 1, 2, failure");
    add(
        "SUBACK of 5.0",
        V5,
        SERVER,
        new SubAck(
            10,
            Properties.builder().with(PropertyId.REASON_STRING, "r").build(),
            List.of(ReasonCode.GRANTED_QOS_2, ReasonCode.TOPIC_FILTER_INVALID)),
        """
        90 09               | fixed header: SUBACK, 9 bytes follow
        00 0A               |   packet identifier 10
        04                  |   4 bytes of properties
          1F 00 01 72       |     Reason String "r"
        02                  |   Granted QoS 2
        8F                  |   Topic Filter invalid
        """);
    add(
        "UNSUBSCRIBE of 3.1.1",
        V3_1_1,
        CLIENT,
        new Unsubscribe(10, Properties.NONE, List.of(TopicFilter.of("a"), TopicFilter.of("b/#"))),
        """
        A2 0A               | fixed header: UNSUBSCRIBE, 10 bytes follow
        00 0A               |   packet identifier 10
        00 01 61            |   filter "a"
        00 03 62 2F 23      |   filter "b/#"
        """);
    add(
        "UNSUBSCRIBE of 5.0",
        V5,
        CLIENT,
        new Unsubscribe(
            10, Properties.builder().withUser("k", "v").build(), List.of(TopicFilter.of("+"))),
        """
        A2 0D               | fixed header: UNSUBSCRIBE, 13 bytes follow
        00 0A               |   packet identifier 10
        07                  |   7 bytes of properties
          26 00 01 6B 00 01 76 |  User Property k: v
        00 01 2B            |   filter "+"
        """);
    add(
        "UNSUBACK of 3.1.1",
        V3_1_1,
        SERVER,
        new UnsubAck(10, Properties.NONE, List.of()),
        "B0 02 00 0A | fixed header, packet identifier");
    add(
        "UNSUBACK of 5.0",
        V5,
        SERVER,
        new UnsubAck(
            10, Properties.NONE, List.of(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED)),
        "B0 05 00 0A 00 00 11 | fixed header, packet identifier, no properties, Success, none existed");
  }

  private void ending() {
    for (MqttVersion version : MqttVersion.values()) {
      add("PINGREQ", version, CLIENT, new PingReq(), "C0 00");
      add("PINGRESP", version, SERVER, new PingResp(), "D0 00");
      add("DISCONNECT", version, CLIENT, new Disconnect(ReasonCode.SUCCESS), "E0 00");
    }
    add(
        "DISCONNECT of 5.0 that keeps the Will",
        V5,
        CLIENT,
        new Disconnect(
            ReasonCode.DISCONNECT_WITH_WILL_MESSAGE,
            Properties.builder().with(PropertyId.SESSION_EXPIRY_INTERVAL, 0).build()),
        """
        E0 07               | fixed header: DISCONNECT, 7 bytes follow
        04                  |   Disconnect with Will Message
        05                  |   5 bytes of properties
          11 00 00 00 00    |     Session Expiry Interval 0
        """);
    add(
        "DISCONNECT of 5.0 from a server that moved",
        V5,
        SERVER,
        new Disconnect(
            ReasonCode.SERVER_MOVED,
            Properties.builder()
                .with(PropertyId.SERVER_REFERENCE, "s")
                .with(PropertyId.REASON_STRING, "r")
                .withUser("k", "v")
                .build()),
        """
        E0 11               | fixed header: DISCONNECT, 17 bytes follow
        9D                  |   Server moved
        0F                  |   15 bytes of properties
          1C 00 01 73       |     Server Reference "s"
          1F 00 01 72       |     Reason String "r"
          26 00 01 6B 00 01 76 |  User Property k: v
        """);
    add(
        "DISCONNECT of 5.0, code alone",
        V5,
        SERVER,
        new Disconnect(ReasonCode.SESSION_TAKEN_OVER),
        "E0 01 8E | fixed header, Session taken over");
    addLonger(
        "DISCONNECT of 5.0 that says all",
        V5,
        CLIENT,
        new Disconnect(ReasonCode.SUCCESS),
        "E0 02 00 00 | fixed header, Normal disconnection, no properties");
    add(
        "AUTH that goes on",
        V5,
        CLIENT,
        new Auth(
            ReasonCode.CONTINUE_AUTHENTICATION,
            Properties.builder()
                .with(PropertyId.AUTHENTICATION_METHOD, "m")
                .with(PropertyId.AUTHENTICATION_DATA, Payload.of("d"))
                .with(PropertyId.REASON_STRING, "r")
                .withUser("k", "v")
                .build()),
        """
        F0 15               | fixed header: AUTH, 21 bytes follow
        18                  |   Continue authentication
        13                  |   19 bytes of properties
          15 00 01 6D       |     Authentication Method "m"
          16 00 01 64       |     Authentication Data "d"
          1F 00 01 72       |     Reason String "r"
          26 00 01 6B 00 01 76 |  User Property k: v
        """);
    add(
        "AUTH that begins again",
        V5,
        CLIENT,
        new Auth(
            ReasonCode.RE_AUTHENTICATE,
            Properties.builder().with(PropertyId.AUTHENTICATION_METHOD, "m").build()),
        "F0 06 19 04 15 00 01 6D | fixed header, Re-authenticate, Authentication Method m");
    add(
        "AUTH without a body",
        V5,
        SERVER,
        new Auth(ReasonCode.SUCCESS, Properties.NONE),
        "F0 00 | allowed by 3.15.2.1 although nothing names the method");
  }

  private void add(String name, MqttVersion version, Sender sender, Packet packet, String hex) {
    good.add(new GoodPacket(name, version, sender, packet, hex, true));
  }

  private void addLonger(
      String name, MqttVersion version, Sender sender, Packet packet, String hex) {
    good.add(new GoodPacket(name, version, sender, packet, hex, false));
  }
}
