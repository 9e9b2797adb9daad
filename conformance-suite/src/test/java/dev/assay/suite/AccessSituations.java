package dev.assay.suite;

import static dev.assay.codec.packet.Qos.AT_LEAST_ONCE;
import static dev.assay.codec.packet.Qos.AT_MOST_ONCE;

import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.ScramCredentials;
import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Disconnect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.codec.packet.TopicName;
import dev.assay.spec.MqttVersion;
import dev.assay.suite.Stage.Actor;
import dev.assay.suite.cases.ScramProof;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who comes in, under which name, and what is asked of it on the way. */
final class AccessSituations {
  private static final String METHOD = "SCRAM-SHA-256";
  private static final String FIRST = "n,,n=" + Targets.SCRAM_USER + ",r=nonce";

  /** What clients begin with, and what should be none of it. */
  private static final List<String> FIRSTS = List.of(
      FIRST,
      "y,,n=ellen,r=nonce",
      "p=tls-unique,,n=ellen,r=nonce",
      "n,,n=somebody,r=nonce",
      "n,,n=some=2Cbody=3D,r=nonce",
      "n,,n=some=body,r=nonce",
      "n,,n=,r=nonce",
      "n,,n=ellen,r=",
      "n,,n=ellen",
      "n,,r=nonce,n=ellen",
      "n,,n=ellen,x=nonce",
      "");

  /** What clients end with that know no password: behind c= and r=. */
  private static final List<String> PROOFS = List.of("", ",p=", ",p=AAAA", ",p=*", ",x=1,p=AAAA");

  private static final Access SOME = new Access() {
    private final Access scram = Targets.scram().access();

    @Override
    public boolean admits(@Nullable String userName, @Nullable Payload password) {
      return !"stranger".equals(userName);
    }

    @Override
    public boolean offersScram() {
      return true;
    }

    @Override
    public @Nullable ScramCredentials scramCredentialsOf(String userName) {
      return userName.equals(Targets.SCRAM_USER) ? scram.scramCredentialsOf(userName) : null;
    }

    @Override
    public boolean mayHaveSessionOf(@Nullable String userName, @Nullable String owner) {
      return Objects.equals(userName, owner);
    }

    @Override
    public boolean mayPublish(@Nullable String userName, String clientId, TopicName topic) {
      return topic.text().startsWith(clientId + "/");
    }

    @Override
    public boolean maySubscribe(@Nullable String userName, String clientId, TopicFilter filter) {
      return !filter.hasWildcard();
    }
  };

  private AccessSituations() {}

  static List<Situation> all() {
    InMemory.Target some = broker("some are let in", SOME, Choices.DEFAULT);
    InMemory.Target closes = broker("closes without a word", SOME, Choices.DEFAULT.with(the -> {
      the.connAckOnRefusal = false;
      the.disconnectBeforeClose = false;
      the.answersMqtt31 = !the.answersMqtt31;
      the.refusedPublishCloses = true;
    }));
    InMemory.Target plain = broker(
        "plain names",
        Access.EVERYBODY,
        Choices.DEFAULT.with(the -> the.onlyPlainClientIds = true));
    InMemory.Target passwords = broker(
        "passwords",
        Access.ofPasswords(Map.of("ellen", Payload.of("hunter2"), "bob", Payload.of("secret"))),
        Choices.DEFAULT);
    return List.of(
        new Situation("SCRAM: how it begins", some, AccessSituations::scramBegins),
        new Situation("SCRAM: how it ends", some, AccessSituations::scramEnds),
        new Situation("SCRAM: what else comes", some, AccessSituations::scramIsDisturbed),
        new Situation("SCRAM: once more", some, AccessSituations::scramAgain),
        new Situation("SCRAM: once more, without a word", closes, AccessSituations::scramAgain),
        new Situation("sessions have owners", some, AccessSituations::owners),
        new Situation("sessions have owners, without a word", closes, AccessSituations::owners),
        new Situation("names", plain, AccessSituations::names),
        new Situation("names, all of them", Targets.HONEST, AccessSituations::names),
        new Situation("passwords", passwords, AccessSituations::passwords),
        new Situation("no CONNECT", Targets.HONEST, AccessSituations::noConnect),
        new Situation("no CONNECT, without a word", closes, AccessSituations::noConnect));
  }

  private static InMemory.Target broker(String name, Access access, Choices choices) {
    return Targets.honest(
        name, BrokerConfig.DEFAULT.with(the -> the.access = access), choices, it -> it);
  }

  private static Hello scram(String clientId, @Nullable String data) {
    Properties.Builder properties =
        Properties.builder().with(PropertyId.AUTHENTICATION_METHOD, METHOD);
    if (data != null) {
      properties.with(PropertyId.AUTHENTICATION_DATA, Payload.of(data));
    }
    return Stage.five(clientId).properties(properties.build());
  }

  private static String dataOf(Properties properties) {
    return Objects.requireNonNull(properties.binary(PropertyId.AUTHENTICATION_DATA))
        .asText();
  }

  private static String serverFirst(Actor client) {
    return client.hears() instanceof Auth auth ? dataOf(auth.properties()) : "";
  }

  /** With its {@code r=}. */
  private static String nonceFor(Actor client) {
    String first = serverFirst(client);
    return first.substring(0, first.indexOf(','));
  }

  private static String proof(String first, String serverFirst) {
    return ScramProof.of(first, serverFirst, Targets.SCRAM_PASSWORD);
  }

  private static void scramBegins(Stage stage) {
    for (String first : FIRSTS) {
      stage.comes(scram("client", first)).isCutOff();
    }
    stage
        .comes(scram("client", null))
        .authenticates(ReasonCode.CONTINUE_AUTHENTICATION, FIRST)
        .isCutOff();
    stage.comes(scram("client", null).with(PropertyId.MAXIMUM_PACKET_SIZE, 20)).isCutOff();
    stage
        .comes(Stage.five("client")
            .properties(Properties.builder()
                .with(PropertyId.AUTHENTICATION_METHOD, "PLAIN")
                .build()))
        .isCutOff();
  }

  private static void scramEnds(Stage stage) {
    for (String proof : PROOFS) {
      Actor client = stage.comes(scram("client", FIRST));
      String nonce = nonceFor(client);
      client.authenticates(ReasonCode.CONTINUE_AUTHENTICATION, "c=biws," + nonce + proof);
      client.isCutOff();
    }
    for (String begins : List.of("c=eSws,", "c=biws,r=", ",p=", "p=", "")) {
      Actor client = stage.comes(scram("client", FIRST));
      String nonce = nonceFor(client);
      client.authenticates(ReasonCode.CONTINUE_AUTHENTICATION, begins + nonce + ",p=AAAA");
      client.isCutOff();
    }
    Actor other = stage.comes(scram("client", "n,,n=somebody,r=nonce"));
    String known = "n,,n=somebody,r=nonce";
    other.authenticates(ReasonCode.CONTINUE_AUTHENTICATION, proof(known, serverFirst(other)));
    other.isCutOff();
  }

  /** Something else comes before CONNACK. */
  private static void scramIsDisturbed(Stage stage) {
    stage.comes(scram("client", FIRST)).sends(new PingReq()).isCutOff();
    stage
        .comes(scram("client", FIRST))
        .sends(new Disconnect(ReasonCode.SUCCESS))
        .isCutOff();
    stage
        .comes(scram("client", FIRST))
        .authenticates(ReasonCode.RE_AUTHENTICATE, "")
        .isCutOff();
    stage
        .comes(scram("client", FIRST))
        .sends(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, ofMethod(METHOD)))
        .isCutOff();
    stage
        .comes(scram("client", FIRST))
        .sends(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, ofMethod("PLAIN")))
        .isCutOff();
    stage.comes(scram("client", FIRST)).sendsBytes("F0 03 99 00 00").isCutOff();
    stage
        .comes(Stage.five("client"))
        .authenticates(ReasonCode.RE_AUTHENTICATE, FIRST)
        .isCutOff();
    Actor slow = stage.comes(scram("client", FIRST));
    stage.passSeconds(10);
    slow.isCutOff();
  }

  private static Properties ofMethod(String method) {
    return Properties.builder().with(PropertyId.AUTHENTICATION_METHOD, method).build();
  }

  /** Who is in proves again who it is, or cannot. */
  private static void scramAgain(Stage stage) {
    for (String again : FIRSTS.subList(0, 5)) {
      Actor client = comesIn(stage);
      client.authenticates(ReasonCode.RE_AUTHENTICATE, again);
      client.publishes(AT_LEAST_ONCE, "client/topic", "goes on meanwhile");
      client.authenticates(ReasonCode.CONTINUE_AUTHENTICATION, "c=biws,r=nonce,p=AAAA");
      client.isCutOff();
    }
    Actor client = comesIn(stage);
    client.authenticates(ReasonCode.RE_AUTHENTICATE, FIRST);
    client.authenticates(ReasonCode.CONTINUE_AUTHENTICATION, proof(FIRST, serverFirst(client)));
    client.authenticates(ReasonCode.CONTINUE_AUTHENTICATION, FIRST);
    client.isCutOff();
    Actor other = comesIn(stage);
    other.sends(new Auth(ReasonCode.RE_AUTHENTICATE, ofMethod("PLAIN"))).isCutOff();
    Actor empty = comesIn(stage);
    empty.sends(new Auth(ReasonCode.RE_AUTHENTICATE, ofMethod(METHOD)));
    empty.authenticates(ReasonCode.CONTINUE_AUTHENTICATION, FIRST).isCutOff();
    Actor small = comesIn(stage, scram("client", FIRST).with(PropertyId.MAXIMUM_PACKET_SIZE, 150));
    small.authenticates(ReasonCode.RE_AUTHENTICATE, FIRST + "x".repeat(100)).isCutOff();
  }

  private static Actor comesIn(Stage stage) {
    return comesIn(stage, scram("client", FIRST));
  }

  private static Actor comesIn(Stage stage, Hello hello) {
    Actor client = stage.comes(hello);
    client.authenticates(ReasonCode.CONTINUE_AUTHENTICATION, proof(FIRST, serverFirst(client)));
    if (!(client.hears() instanceof ConnAck)) {
      throw new AssertionError("the right password is let in");
    }
    return client;
  }

  /** A session belongs to whom its client came in as, and what one may publish goes by its name. */
  private static void owners(Stage stage) {
    for (Hello hello : List.of(Stage.five("client"), Stage.three("client"))) {
      Hello kept = hello.keepSession().credentials("bob", null);
      stage.comes(kept.will("client/will", "may be", AT_LEAST_ONCE, false)).isCutOff();
      stage.comes(kept.cleanStart(false).credentials("eve", null)).isCutOff();
      stage.comes(kept.credentials(null, null)).isCutOff();
      stage.comes(kept.credentials("stranger", null)).isCutOff();
      Actor bob = stage.comes(kept.credentials("bob", null)).subscribes(AT_MOST_ONCE, "#", "a");
      bob.publishes(AT_LEAST_ONCE, "client/topic", "may be");
      bob.publishes(AT_LEAST_ONCE, "others/topic", "may not be").isCutOff();
      stage.comes(kept.will("others/will", "may not be", AT_LEAST_ONCE, false)).isCutOff();
      stage.comes(Stage.three("client").credentials("bob", null)).saysGoodbye();
    }
    stage
        .comes(Stage.five("").will("assigned1/will", "may be", AT_LEAST_ONCE, false))
        .isCutOff();
  }

  private static void names(Stage stage) {
    for (String name : List.of(
        "",
        "a",
        "A0z",
        "a".repeat(23),
        "a".repeat(24),
        "a b",
        "a{",
        "\u00E9",
        "\u0080",
        "a+b",
        "assigned2")) {
      for (Hello hello : List.of(Stage.five(name), Stage.three(name))) {
        stage.comes(hello).isCutOff();
      }
      stage.comes(Stage.three(name).cleanStart(false)).isCutOff();
      stage.comes(Stage.three(name.isEmpty() ? "a" : name)).isCutOff();
      stage
          .comes(Stage.five(name).with(PropertyId.REQUEST_RESPONSE_INFORMATION, 1))
          .isCutOff();
    }
    Actor taken = stage.comes(Stage.five("assigned5"));
    stage.comes(Stage.five("")).isCutOff();
    stage.comes(Stage.five("")).isCutOff();
    taken.isCutOff();
  }

  private static void passwords(Stage stage) {
    for (String user : List.of("ellen", "bob", "eve", "")) {
      for (String password : List.of("hunter2", "secret", "")) {
        stage
            .comes(Stage.five("client").credentials(user, Payload.of(password)))
            .isCutOff();
      }
      stage.comes(Stage.five("client").credentials(user, null)).isCutOff();
    }
    stage.comes(Stage.three("client")).isCutOff();
    stage.comes(Stage.five("client").credentials(null, Payload.of("hunter2"))).isCutOff();
  }

  /** First packets that are none, are of MQTT 3.1, or broken. */
  private static void noConnect(Stage stage) {
    for (String bytes : List.of(
        "C0 00",
        "E0 00",
        "20 02 00 00",
        "10 0F 00 06 4D 51 49 73 64 70 03 02 00 3C 00 01 61",
        "10 0D 00 04 4D 51 54 54 03 02 00 3C 00 01 61",
        "10 0E 00 04 4D 51 54 54 05 03 00 3C 00 00 01 61",
        "10 0D 00 04 4D 51 54 54 04 03 00 3C 00 01 61",
        "10 0D 00 04 4D 51 54 55 04 02 00 3C 00 01 61",
        "10 0E 00 04 4D 51 54 54 05 02 00 3C 00 00 01 00",
        "10 10 00 04 4D 51 54 54 05 02 00 3C 02 17 02 00 01 61",
        "30 03 00 01 61")) {
      stage.opens(MqttVersion.V5).sendsBytes(bytes).sendsBytes("C0 00").isCutOff();
    }
    stage.comes(Stage.five("client")).sends(Stage.five("client").packet()).isCutOff();
    stage.comes(Stage.three("client")).sends(Stage.three("client").packet()).isCutOff();
  }
}
