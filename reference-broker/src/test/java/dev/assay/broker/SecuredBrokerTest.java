package dev.assay.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.broker.access.FileAccess;
import dev.assay.broker.access.PasswordFile;
import dev.assay.broker.access.PasswordHash;
import dev.assay.broker.access.TopicRules;
import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Connect;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.Properties;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.SubAck;
import dev.assay.codec.packet.Subscribe;
import dev.assay.codec.packet.Subscription;
import dev.assay.codec.packet.TopicFilter;
import dev.assay.spec.MqttVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A broker with a password file and topic rules, over real sockets. */
@Timeout(60)
class SecuredBrokerTest {
  private static final String SCRAM = "SCRAM-SHA-256";

  private ReferenceBroker broker;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    Path passwords = directory.resolve("passwords");
    PasswordFile.empty()
        .with("alice", PasswordHash.scramSha256(Payload.of("open"), new byte[16], 4_096))
        .with("bob", PasswordHash.scramSha256(Payload.of("sesame"), new byte[16], 4_096))
        .write(passwords);
    Path rules = Files.writeString(directory.resolve("rules"), """
        user alice
        topic room/#
        topic deny room/secret
        """);
    Access access = FileAccess.of(PasswordFile.read(passwords), TopicRules.read(rules), false);
    broker = ReferenceBroker.start(ReferenceBroker.options()
        .withConfig(BrokerConfig.DEFAULT.with(the -> the.access = access)));
  }

  @AfterEach
  void stop() {
    broker.stop();
  }

  private static Connect hello(
      MqttVersion version,
      String clientId,
      @Nullable String user,
      @Nullable String password,
      Properties properties) {
    Payload secret = password == null ? null : Payload.of(password);
    return new Connect(version, clientId, true, 0, null, user, secret, properties);
  }

  private Guest connect(MqttVersion version, @Nullable String user, @Nullable String password)
      throws Exception {
    Guest guest = new Guest(Guest.open(broker.url(), version));
    guest.wire().send(hello(version, "c", user, password, Properties.NONE));
    return guest;
  }

  @ParameterizedTest
  @EnumSource
  void onlyARightPasswordIsLetInAndTheSecondTimeToo(MqttVersion version) throws Exception {
    for (int i = 0; i < 2; i++) {
      try (Guest right = connect(version, "alice", "open")) {
        assertThat(right.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.SUCCESS);
      }
      try (Guest wrong = connect(version, "alice", "sesame");
          Guest unknown = connect(version, "eve", "open");
          Guest nameless = connect(version, null, null)) {
        for (Guest refused : List.of(wrong, unknown, nameless)) {
          assertThat(refused.expect(ConnAck.class).reasonCode())
              .isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTheRulesDoNotAllowIsRefusedAndWhatTheyAllowGoesOn(MqttVersion version) throws Exception {
    try (Guest alice = connect(version, "alice", "open")) {
      alice.expect(ConnAck.class);
      Subscription denied = Subscription.of(TopicFilter.of("room/+"), Qos.AT_LEAST_ONCE);
      Subscription allowed = Subscription.of(TopicFilter.of("room/1"), Qos.AT_LEAST_ONCE);

      alice.wire().send(new Subscribe(1, Properties.NONE, List.of(denied, allowed)));
      SubAck subscribed = alice.expect(SubAck.class);
      alice.wire().send(Guest.message("room/secret", "denied", Qos.AT_LEAST_ONCE, false));
      PubAck published = alice.expect(PubAck.class);
      alice.wire().send(Guest.message("room/1", "allowed", Qos.AT_MOST_ONCE, false));

      boolean isV5 = version == MqttVersion.V5;
      assertThat(subscribed.reasonCodes())
          .containsExactly(
              isV5 ? ReasonCode.NOT_AUTHORIZED : ReasonCode.UNSPECIFIED_ERROR,
              ReasonCode.GRANTED_QOS_1);
      assertThat(published.reasonCode())
          .isEqualTo(isV5 ? ReasonCode.NOT_AUTHORIZED : ReasonCode.SUCCESS);
      assertThat(alice.receive().payload()).isEqualTo(Payload.of("allowed"));
    }
  }

  /** Bob names Alice's Client Identifier with a clean start, which would end her session [5.4.2, both versions]. */
  @ParameterizedTest
  @EnumSource
  void nobodyGetsTheSessionOfAnotherUser(MqttVersion version) throws Exception {
    try (Guest alice = connect(version, "alice", "open")) {
      alice.expect(ConnAck.class);

      try (Guest bob = connect(version, "bob", "sesame")) {
        assertThat(bob.expect(ConnAck.class).reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
      }

      alice.ping();
    }
  }

  @Test
  void aUserProvesItsPasswordByScramWithoutSendingIt() throws Exception {
    try (WireClient wire = Guest.open(broker.url(), MqttVersion.V5)) {
      Guest client = new Guest(wire);
      String first = "n=alice,r=abcdef";
      wire.send(hello(MqttVersion.V5, "c", null, null, scram("n,," + first)));
      String question = dataOf(client.expect(Auth.class).properties());

      wire.send(
          new Auth(ReasonCode.CONTINUE_AUTHENTICATION, scram(proof("open", first, question))));

      ConnAck accepted = client.expect(ConnAck.class);
      assertThat(accepted.reasonCode()).isEqualTo(ReasonCode.SUCCESS);
      assertThat(dataOf(accepted.properties())).startsWith("v=");
      client.subscribe("room/1", Qos.AT_LEAST_ONCE);
    }
  }

  private static Properties scram(String data) {
    return Properties.builder()
        .with(PropertyId.AUTHENTICATION_METHOD, SCRAM)
        .with(PropertyId.AUTHENTICATION_DATA, Payload.of(data))
        .build();
  }

  private static String dataOf(Properties properties) {
    return properties.binary(PropertyId.AUTHENTICATION_DATA).asText();
  }

  /** What a client that knows the password answers (RFC 5802, 3). */
  private static String proof(String password, String first, String question)
      throws GeneralSecurityException {
    String[] parts = question.split(",", -1);
    byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
        .generateSecret(new PBEKeySpec(
            password.toCharArray(),
            Base64.getDecoder().decode(parts[1].substring(2)),
            Integer.parseInt(parts[2].substring(2)),
            256))
        .getEncoded();
    byte[] clientKey = hmac(salted, "Client Key");
    String last = "c=biws," + parts[0];
    byte[] signature = hmac(
        MessageDigest.getInstance("SHA-256").digest(clientKey),
        first + "," + question + "," + last);
    for (int i = 0; i < clientKey.length; i++) {
      clientKey[i] ^= signature[i];
    }
    return last + ",p=" + Base64.getEncoder().encodeToString(clientKey);
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(Payload.of(text).toBytes());
  }
}
