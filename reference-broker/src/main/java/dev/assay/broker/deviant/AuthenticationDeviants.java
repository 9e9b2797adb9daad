package dev.assay.broker.deviant;

import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.NonceSeed;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.ScramCredentials;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.AuthRules;
import dev.assay.broker.rules.Endings;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What can go wrong with enhanced authentication. These brokers let everybody in, and know "assay" with the password "assay". */
final class AuthenticationDeviants {
  private static final ScramCredentials KNOWN = new ScramCredentials(
      4_096,
      Payload.of("salt of a deviant"),
      decoded("nD8Sxof7krFvNk/W6/5deEwN7yn0j24DABYeW2+xYto="),
      decoded("L9VbUyJQk9kBPaFM575ZPkrODKa6rO9+lfnIXAam4EQ="));

  private AuthenticationDeviants() {}

  static List<Deviant> all() {
    return List.of(
        Deviant.named("asks-by-success", "Asks for more by AUTH 0x00.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/question-has-code-0x18", Mqtt5.MQTT_4_12_0_2)
            .by(() -> question(it -> it.replace(it.headerBytes(), 1, "00"))),
        Deviant.named(
                "makes-up-a-code-of-auth", "Sends AUTH with a Reason Code that does not exist.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/listed-code", Mqtt5.MQTT_3_15_2_1)
            .mayFail("auth/question-has-code-0x18")
            .by(() -> question(it -> it.replace(it.headerBytes(), 1, "55"))),
        Deviant.named("sets-a-flag-of-auth", "Sends AUTH with flags 0001.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/flags-0000", Mqtt5.MQTT_3_15_1_1, "send-auth-flags-zero")
            .by(() -> question(it -> it.withFlags(0b0001))),
        Deviant.named("leaves-out-the-method", "Sends AUTH 0x18 without properties.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/has-the-method", Mqtt5.MQTT_4_12_0_5, "method-in-every-auth")
            .mustFail("auth/question-is-not-bare", Rule.V5_AUTH_NAMES_METHOD)
            .mayFail("auth/has-the-same-method")
            .by(() -> question(it -> it.cutBodyTo(1).append("00"))),
        Deviant.named("asks-without-a-word", "Sends an AUTH of its fixed header alone.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/has-the-method", Mqtt5.MQTT_4_12_0_5, "method-in-every-auth")
            .mustFail("auth/question-is-not-bare", Rule.V5_AUTH_NAMES_METHOD)
            .mayFail("auth/has-the-same-method", "auth/question-has-code-0x18")
            .by(() -> question(it -> it.cutBodyTo(0))),
        Deviant.named("names-another-method", "Names another Authentication Method in AUTH.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/has-the-same-method", Mqtt5.MQTT_4_12_0_5, "same-method-value")
            .by(() -> Twists.outgoing(
                Auth.class,
                (packet, to, broker) -> List.of(new Auth(
                    packet.reasonCode(),
                    ConnectTwists.without(packet.properties(), PropertyId.AUTHENTICATION_METHOD)
                        .toBuilder()
                        .with(PropertyId.AUTHENTICATION_METHOD, "SCRAM")
                        .build())))),
        Deviant.named(
                "leaves-out-the-method-of-connack",
                "Lets an authenticated client in by a CONNACK that names no method.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail(
                "auth/connack-has-the-method", Mqtt5.MQTT_4_12_0_5, "method-in-accepting-connack")
            .by(() -> Twists.outgoing(
                ConnAck.class,
                (packet, to, broker) -> List.of(new ConnAck(
                    packet.sessionPresent(),
                    packet.reasonCode(),
                    ConnectTwists.without(
                        packet.properties(), PropertyId.AUTHENTICATION_METHOD))))),
        Deviant.named(
                "waits-after-a-wrong-proof",
                "Refuses a wrong proof and leaves the connection open.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/failure-closes", Mqtt5.MQTT_4_12_0_4)
            .by(WaitingAfterFailure::new),
        Deviant.named(
                "says-nothing-of-reauthentication",
                "Does not answer a re-authentication that succeeds.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/reauthentication-is-answered", Rule.V5_REAUTHENTICATION)
            .by(() -> Twists.outgoing(
                Auth.class,
                (packet, to, broker) ->
                    packet.reasonCode() == ReasonCode.SUCCESS ? List.of() : List.of(packet))),
        Deviant.named(
                "takes-auth-alone-meanwhile",
                "Overlooks a PUBLISH of a client that is about to re-authenticate.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/publications-go-on-while-it-goes-on", Mqtt5.MQTT_4_3_2_4, "send-puback")
            .by(() -> new DeafMeanwhile(false)),
        Deviant.named(
                "passes-nothing-on-meanwhile",
                "Acknowledges a PUBLISH of a client that is about to re-authenticate, and does not pass it on.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/publications-go-on-while-it-goes-on", Rule.V5_DELIVER_TO_MATCHING)
            .by(() -> new DeafMeanwhile(true)),
        Deviant.named(
                "keeps-who-cannot-reauthenticate",
                "Answers a re-authentication that fails by DISCONNECT and does not close.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/failed-reauthentication-closes", Mqtt5.MQTT_4_12_1_2)
            .by(() -> new ComplainingAndStaying(AuthRules.REAUTHENTICATION_FAILED)));
  }

  /** SCRAM-SHA-256 for one user; everybody else comes in as ever. */
  static void offerScram(BrokerConfig.Draft config) {
    config.nonceSeed = new NonceSeed(Payload.of("a deviant need not be safe"));
    config.access = new Access() {
      @Override
      public boolean admits(@Nullable String userName, @Nullable Payload password) {
        return true;
      }

      @Override
      public boolean offersScram() {
        return true;
      }

      @Override
      public @Nullable ScramCredentials scramCredentialsOf(String userName) {
        return userName.equals("assay") ? KNOWN : null;
      }
    };
  }

  private static Payload decoded(String base64) {
    return Payload.owning(Base64.getDecoder().decode(base64));
  }

  /** The AUTH that asks for more, changed. */
  private static Twist question(UnaryOperator<Deviation> change) {
    return Twists.outgoingBytes(Auth.class, (packet, sent) -> {
      Deviation right = Deviation.of(sent.version(), packet);
      return (packet.reasonCode() == ReasonCode.CONTINUE_AUTHENTICATION
              ? change.apply(right)
              : right)
          .bytes();
    });
  }

  /** Between the AUTH 0x19 of a client and its next AUTH no PUBLISH reaches the core. */
  private static final class DeafMeanwhile implements Twist {
    private final boolean acknowledges;
    // lives as long as the broker
    private final Set<Long> reauthenticating = new HashSet<>();

    DeafMeanwhile(boolean acknowledges) {
      this.acknowledges = acknowledges;
    }

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      if (!(input instanceof Input.PacketArrived arrived)) {
        return List.of(input);
      }
      long connection = arrived.connection();
      if (arrived.packet() instanceof Auth auth) {
        reauthenticating.remove(connection);
        if (auth.reasonCode() == ReasonCode.RE_AUTHENTICATE) {
          reauthenticating.add(connection);
        }
      }
      if (!(arrived.packet() instanceof Publish publish)
          || !reauthenticating.contains(connection)) {
        return List.of(input);
      }
      if (acknowledges && publish.qos() == Qos.AT_LEAST_ONCE) {
        outbox.send(connection, MqttVersion.V5, new PubAck(publish.packetId()));
      }
      return List.of();
    }
  }

  private static final class WaitingAfterFailure implements Twist {
    private boolean isProof;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      isProof = input instanceof Input.PacketArrived arrived && arrived.packet() instanceof Auth;
      return List.of(input);
    }

    @Override
    public boolean outcome(Citation citation, Subject who, boolean condition, BrokerView broker) {
      return condition && !(isProof && citation == Endings.REFUSAL_CLOSES);
    }
  }
}
