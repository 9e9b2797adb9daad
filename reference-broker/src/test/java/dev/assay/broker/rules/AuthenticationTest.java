package dev.assay.broker.rules;

import static dev.assay.broker.rules.Stage.publish;
import static dev.assay.broker.rules.Stage.subscribe;
import static dev.assay.codec.packet.Qos.AT_MOST_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.access.PasswordHash;
import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.NonceSeed;
import dev.assay.broker.core.ScramCredentials;
import dev.assay.broker.rules.Stage.Actor;
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
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuthenticationTest {
  private static final String SCRAM = "SCRAM-SHA-256";
  private static final NonceSeed SEED = new NonceSeed(Payload.of("0123456789abcdef"));

  /** Ali and Bea, with the passwords "open" and "sesame". */
  private static final Access USERS = new Access() {
    @Override
    public boolean admits(@Nullable String userName, @Nullable Payload password) {
      return false;
    }

    @Override
    public boolean offersScram() {
      return true;
    }

    @Override
    public @Nullable ScramCredentials scramCredentialsOf(String userName) {
      return switch (userName) {
        case "ali" -> kept("open");
        case "bea" -> kept("sesame");
        default -> null;
      };
    }

    private ScramCredentials kept(String password) {
      PasswordHash.ScramSha256 kept = PasswordHash.scramSha256(
          Payload.of(password), "salt".getBytes(StandardCharsets.UTF_8), 4096);
      return new ScramCredentials(
          kept.iterations(), kept.salt(), kept.storedKey(), kept.serverKey());
    }
  };

  private final Stage stage = new Stage(
      BrokerConfig.DEFAULT.with(the -> {
        the.access = USERS;
        the.nonceSeed = SEED;
      }),
      Choices.DEFAULT);

  private static Properties scram(@Nullable String data) {
    Properties.Builder properties =
        Properties.builder().with(PropertyId.AUTHENTICATION_METHOD, SCRAM);
    if (data != null) {
      properties.with(PropertyId.AUTHENTICATION_DATA, Payload.of(data));
    }
    return properties.build();
  }

  private static Connect connect(Properties properties) {
    return new Connect(MqttVersion.V5, "client", true, 0, null, null, null, properties);
  }

  private static String first(String user) {
    return "n,,n=" + user + ",r=abcdef";
  }

  private static Auth goOn(String data) {
    return new Auth(ReasonCode.CONTINUE_AUTHENTICATION, scram(data));
  }

  private static String dataOf(Properties properties) {
    return properties.binary(PropertyId.AUTHENTICATION_DATA).asText();
  }

  /** What a client that knows the password answers to {@code serverFirst} (RFC 5802, 3). */
  private static String proof(String user, String password, String serverFirst) {
    try {
      String[] parts = serverFirst.split(",", -1);
      byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
      int iterations = Integer.parseInt(parts[2].substring(2));
      byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
          .getEncoded();
      byte[] clientKey = hmac(salted, "Client Key");
      String withoutProof = "c=biws," + parts[0];
      byte[] signature = hmac(
          MessageDigest.getInstance("SHA-256").digest(clientKey),
          first(user).substring(3) + "," + serverFirst + "," + withoutProof);
      for (int i = 0; i < clientKey.length; i++) {
        clientKey[i] ^= signature[i];
      }
      return withoutProof + ",p=" + Base64.getEncoder().encodeToString(clientKey);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private Actor letIn(String user, String password) {
    Actor client = stage.open();
    client.send(connect(scram(first(user))));
    Auth question = client.expect(Auth.class);
    client.send(goOn(proof(user, password, dataOf(question.properties()))));
    return client;
  }

  @Test
  void whoProvesItsPasswordComesInAndIsShownThatTheServerKnowsItToo() {
    Actor client = stage.open();
    client.send(connect(scram(first("ali"))));
    Auth question = client.expect(Auth.class);

    client.send(goOn(proof("ali", "open", dataOf(question.properties()))));

    assertThat(question.reasonCode()).isEqualTo(ReasonCode.CONTINUE_AUTHENTICATION);
    assertThat(question.properties().text(PropertyId.AUTHENTICATION_METHOD)).isEqualTo(SCRAM);
    ConnAck accepted = client.expect(ConnAck.class);
    assertThat(accepted.reasonCode()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(accepted.properties().text(PropertyId.AUTHENTICATION_METHOD)).isEqualTo(SCRAM);
    assertThat(dataOf(accepted.properties())).startsWith("v=");
    assertThat(stage.cited()).contains(Mqtt5.MQTT_4_12_0_2, Mqtt5.MQTT_4_12_0_5);
  }

  @Test
  void aClientMayLeaveItsFirstMessageToAuth() {
    Actor client = stage.open();

    client.send(connect(scram(null)), goOn(first("ali")));

    assertThat(client.expect(Auth.class).properties().has(PropertyId.AUTHENTICATION_DATA))
        .isFalse();
    assertThat(dataOf(client.expect(Auth.class).properties())).startsWith("r=abcdef");
  }

  @Test
  void aWrongPasswordAndAnUnknownUserAreRefusedAlike() {
    Actor wrong = letIn("ali", "sesame");
    Actor unknown = letIn("eve", "open");

    for (Actor refused : new Actor[] {wrong, unknown}) {
      assertThat(refused.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
      assertThat(refused.isClosed()).isTrue();
    }
    assertThat(stage.cited()).contains(Mqtt5.MQTT_4_12_0_4);
  }

  @Test
  void noNonceComesTwice() {
    Actor one = stage.open();
    Actor two = stage.open();

    one.send(connect(scram(first("ali"))));
    two.send(connect(scram(first("ali"))));

    assertThat(dataOf(one.expect(Auth.class).properties()))
        .isNotEqualTo(dataOf(two.expect(Auth.class).properties()));
  }

  @Test
  void nothingButAuthAndDisconnectComesBeforeConnAck() {
    Actor hasty = stage.open();
    Actor leaving = stage.open();

    hasty.send(connect(scram(first("ali"))), new PingReq());
    leaving.send(connect(scram(first("ali"))), new Disconnect(ReasonCode.SUCCESS, Properties.NONE));

    hasty.expect(Auth.class);
    assertThat(hasty.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    assertThat(hasty.isClosed()).isTrue();
    assertThat(leaving.isClosed()).isTrue();
    assertThat(stage.cited()).contains(Mqtt5.MQTT_3_1_2_30);
  }

  @Test
  void anAuthenticationThatIsNeverFinishedDoesNotKeepTheConnection() {
    Actor slow = stage.open();
    slow.send(connect(scram(first("ali"))));

    stage.timeIs(BrokerConfig.DEFAULT.connectWithinSeconds());

    assertThat(slow.isClosed()).isTrue();
  }

  @Test
  void anotherMethodIsRefused() {
    Actor client = stage.open();

    client.send(connect(Properties.builder()
        .with(PropertyId.AUTHENTICATION_METHOD, "SCRAM-SHA-1")
        .build()));

    assertThat(client.expect(ConnAck.class).reasonCode())
        .isEqualTo(ReasonCode.BAD_AUTHENTICATION_METHOD);
  }

  @Test
  void whoComesInByMethodCanProveAgainWhoItIsWhileAllElseGoesOn() {
    Actor client = letIn("ali", "open");
    client.send(subscribe(1, "a", AT_MOST_ONCE));
    client.received();

    client.send(
        new Auth(ReasonCode.RE_AUTHENTICATE, scram(first("ali"))),
        publish("a", "meanwhile"),
        new PingReq());
    Auth question = client.expect(Auth.class);
    client.expect(Publish.class);
    client.expect(PingResp.class);
    client.send(goOn(proof("ali", "open", dataOf(question.properties()))));

    Auth done = client.expect(Auth.class);
    assertThat(done.reasonCode()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(dataOf(done.properties())).startsWith("v=");
  }

  @Test
  void aReauthenticationThatFailsOrNamesSomebodyElseEndsTheConnection() {
    Actor failing = letIn("ali", "open");
    failing.received();
    failing.send(new Auth(ReasonCode.RE_AUTHENTICATE, scram(first("ali"))), goOn("c=biws"));
    failing.expect(Auth.class);
    assertThat(failing.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(failing.isClosed()).isTrue();

    Actor changing = letIn("ali", "open");
    changing.received();
    changing.send(new Auth(ReasonCode.RE_AUTHENTICATE, scram(first("bea"))));
    Auth question = changing.expect(Auth.class);
    changing.send(goOn(proof("bea", "sesame", dataOf(question.properties()))));
    assertThat(changing.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(stage.cited()).contains(Mqtt5.MQTT_4_12_1_2);
  }

  @Test
  void anAuthThatGoesOnWithNothingEndsTheConnection() {
    Actor client = letIn("ali", "open");
    client.received();

    client.send(goOn("x"));

    assertThat(client.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
  }

  @Test
  void theMethodStaysTheSame() {
    Actor client = letIn("ali", "open");
    client.received();

    client.send(new Auth(
        ReasonCode.RE_AUTHENTICATE,
        Properties.builder().with(PropertyId.AUTHENTICATION_METHOD, "other").build()));

    assertThat(client.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    assertThat(stage.cited()).contains(Mqtt5.MQTT_4_12_1_1);
  }

  /** Of all connections together: the CONNECT and what was said so far. Whoever ends, in whatever way, makes room. */
  @Test
  void whoseConnectFindsNoRoomBesideThoseUnderWayIsNotLetIn() {
    Stage narrow = narrow(10_000);
    Actor[] underWay = new Actor[3];
    for (int i = 0; i < underWay.length; i++) {
      underWay[i] = narrow.open();
      underWay[i].send(large(3_000));
      underWay[i].expect(Auth.class);
    }

    assertThat(answered(narrow)).isEqualTo(ReasonCode.QUOTA_EXCEEDED);

    assertThat(narrow.cited()).contains(Mqtt5.MQTT_3_1_4_2);
    underWay[0].send(goOn("a wrong proof"));
    underWay[1].drop();
    underWay[2].send(new PingReq());
    for (int i = 0; i < 3; i++) {
      Actor next = narrow.open();
      next.send(large(3_000));
      next.expect(Auth.class);
    }
    assertThat(answered(narrow)).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
  }

  private static ReasonCode answered(Stage narrow) {
    Actor last = narrow.open();
    last.send(large(3_000));
    ReasonCode code = last.expect(ConnAck.class).reasonCode();
    assertThat(last.isClosed()).isTrue();
    return code;
  }

  /** The client's message comes back in the server's answer: each is kept, with two bytes for each character. */
  @Test
  void aReauthenticationThatFindsNoRoomEndsTheConnection() {
    Stage narrow = narrow(10_000);
    Actor first = letIn(narrow, "first");
    Actor second = letIn(narrow, "second");
    String message = first("ali") + "x".repeat(1_500);
    for (int i = 0; i < 3; i++) {
      first.send(new Auth(ReasonCode.RE_AUTHENTICATE, scram(message)));
      first.expect(Auth.class);
    }

    second.send(new Auth(ReasonCode.RE_AUTHENTICATE, scram(message)));

    assertThat(second.expect(Disconnect.class).reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(second.isClosed()).isTrue();
    assertThat(narrow.cited()).contains(Mqtt5.MQTT_4_12_1_2);
    first.send(goOn("a wrong proof"));
    Actor third = letIn(narrow, "third");
    third.send(new Auth(ReasonCode.RE_AUTHENTICATE, scram(message)));
    third.expect(Auth.class);
  }

  private static Stage narrow(long authenticationsMaxBytes) {
    return new Stage(
        BrokerConfig.DEFAULT.with(the -> {
          the.access = USERS;
          the.nonceSeed = SEED;
          the.authenticationsMaxBytes = authenticationsMaxBytes;
        }),
        Choices.DEFAULT);
  }

  private static Actor letIn(Stage on, String clientId) {
    Actor client = on.open();
    client.send(
        new Connect(MqttVersion.V5, clientId, true, 0, null, null, null, scram(first("ali"))));
    client.send(goOn(proof("ali", "open", dataOf(client.expect(Auth.class).properties()))));
    assertThat(client.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
    return client;
  }

  private static Connect large(int bytes) {
    return connect(Properties.builder()
        .with(PropertyId.AUTHENTICATION_METHOD, SCRAM)
        .withUser("name", "v".repeat(bytes))
        .build());
  }

  @Test
  void withoutSeedNoMethodIsOffered() {
    Stage seedless =
        new Stage(BrokerConfig.DEFAULT.with(the -> the.access = USERS), Choices.DEFAULT);
    Actor client = seedless.open();
    Packet packet = connect(scram(first("ali")));

    client.send(packet);

    assertThat(client.expect(ConnAck.class).reasonCode())
        .isEqualTo(ReasonCode.BAD_AUTHENTICATION_METHOD);
  }
}
