package dev.assay.broker.deviant;

import dev.assay.broker.core.Access;
import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Citation;
import dev.assay.broker.core.Effect;
import dev.assay.broker.core.Input;
import dev.assay.broker.core.NonceSeed;
import dev.assay.broker.core.Outbox;
import dev.assay.broker.core.ScramCredentials;
import dev.assay.broker.core.Subject;
import dev.assay.broker.rules.AuthRules;
import dev.assay.broker.rules.Endings;
import dev.assay.broker.rules.TopicAliases;
import dev.assay.broker.rules.Wills;
import dev.assay.broker.state.BrokerView;
import dev.assay.codec.Deviation;
import dev.assay.codec.packet.Auth;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Packet;
import dev.assay.codec.packet.Payload;
import dev.assay.codec.packet.PingReq;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.PubAck;
import dev.assay.codec.packet.Publish;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.codec.packet.Subscribe;
import dev.assay.spec.Mqtt5;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.Rule;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
            .by(() -> new DeafMeanwhile(Publish.class, false)),
        Deviant.named(
                "passes-nothing-on-meanwhile",
                "Acknowledges a PUBLISH of a client that is about to re-authenticate, and does not pass it on.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/publications-go-on-while-it-goes-on", Rule.V5_DELIVER_TO_MATCHING)
            .by(() -> new DeafMeanwhile(Publish.class, true)),
        Deviant.named(
                "takes-no-subscribe-meanwhile",
                "Overlooks a SUBSCRIBE of a client that is about to re-authenticate.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/requests-are-answered-while-it-goes-on", Mqtt5.MQTT_3_8_4_1)
            .by(() -> new DeafMeanwhile(Subscribe.class, false)),
        Deviant.named(
                "answers-no-ping-meanwhile",
                "Overlooks a PINGREQ of a client that is about to re-authenticate.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/requests-are-answered-while-it-goes-on", Mqtt5.MQTT_3_12_4_1)
            .by(() -> new DeafMeanwhile(PingReq.class, false)),
        Deviant.named(
                "reauthenticates-once",
                "Refuses a re-authentication of a client that has re-authenticated before.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/reauthentication-leaves-the-rest-alone", Rule.V5_REAUTHENTICATION)
            .by(() -> new Reauthenticated() {
              @Override
              public boolean outcome(
                  Citation citation, Subject who, boolean condition, BrokerView broker) {
                return condition
                    || (citation == AuthRules.REAUTHENTICATION_FAILED && beginsAgain(who));
              }
            }),
        Deviant.named(
                "forgets-aliases-of-who-reauthenticates",
                "Takes the Topic Aliases of a client that has re-authenticated for unknown.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/reauthentication-leaves-the-rest-alone", Mqtt5.MQTT_3_3_2_12)
            .by(() -> new Reauthenticated() {
              // lives as long as the input
              private boolean isNameless;

              @Override
              public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
                isNameless = input instanceof Input.PacketArrived arrived
                    && arrived.packet() instanceof Publish publish
                    && publish.topic().isNone();
                return super.inputs(input, broker, outbox);
              }

              @Override
              public boolean outcome(
                  Citation citation, Subject who, boolean condition, BrokerView broker) {
                return condition
                    || (citation == TopicAliases.UNKNOWN
                        && isNameless
                        && hasReauthenticated(who.connection()));
              }
            }),
        Deviant.named(
                "sends-nothing-to-who-reauthenticates",
                "Sends no messages to a client that has re-authenticated.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail("auth/reauthentication-leaves-the-rest-alone", Rule.V5_DELIVER_TO_MATCHING)
            .by(() -> new Reauthenticated() {
              @Override
              public List<Effect> effects(Effect effect, BrokerView broker) {
                boolean isWithheld = effect instanceof Effect.Sent sent
                    && sent.packet() instanceof Publish
                    && hasReauthenticated(sent.connection());
                return isWithheld ? List.of() : List.of(effect);
              }
            }),
        Deviant.named(
                "forgets-the-will-of-who-reauthenticates",
                "Publishes no will of a client that has re-authenticated.")
            .offering(AuthenticationDeviants::offerScram)
            .mustFail(
                "auth/reauthentication-leaves-the-rest-alone",
                Mqtt5.MQTT_3_1_2_8,
                "publish-at-session-end")
            .by(() -> new Reauthenticated() {
              @Override
              public boolean outcome(
                  Citation citation, Subject who, boolean condition, BrokerView broker) {
                boolean isOfWill = citation == Wills.DUE || citation == Wills.DUE_BY_SESSION_END;
                return condition && !(isOfWill && hasReauthenticated(who.name()));
              }
            }),
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

  /** Knows who has begun to re-authenticate. */
  private abstract static class Reauthenticated implements Twist {
    // live as long as the broker
    private final Map<Long, Integer> times = new HashMap<>();
    private final Set<String> clients = new HashSet<>();
    // lives as long as the input
    private boolean isAuth;

    @Override
    public List<Input> inputs(Input input, BrokerView broker, Outbox outbox) {
      isAuth = input instanceof Input.PacketArrived arrived
          && arrived.packet() instanceof Auth auth
          && auth.reasonCode() == ReasonCode.RE_AUTHENTICATE;
      if (isAuth) {
        long connection = ((Input.PacketArrived) input).connection();
        times.merge(connection, 1, Integer::sum);
        clients.add(String.valueOf(broker.clientOf(connection)));
      }
      return List.of(input);
    }

    final boolean beginsAgain(Subject who) {
      return isAuth && times.getOrDefault(who.connection(), 0) > 1;
    }

    final boolean hasReauthenticated(long connection) {
      return times.containsKey(connection);
    }

    final boolean hasReauthenticated(String client) {
      return clients.contains(client);
    }
  }

  /** Between the AUTH 0x19 of a client and its next AUTH no packet of one kind reaches the core. */
  private static final class DeafMeanwhile implements Twist {
    private final Class<? extends Packet> kind;
    private final boolean acknowledges;
    // lives as long as the broker
    private final Set<Long> reauthenticating = new HashSet<>();

    DeafMeanwhile(Class<? extends Packet> kind, boolean acknowledges) {
      this.kind = kind;
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
      if (!kind.isInstance(arrived.packet()) || !reauthenticating.contains(connection)) {
        return List.of(input);
      }
      if (acknowledges
          && arrived.packet() instanceof Publish publish
          && publish.qos() == Qos.AT_LEAST_ONCE) {
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
