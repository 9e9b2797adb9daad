package dev.assay.broker.deviant;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All deviants, by name. A new class of deviants is added to {@link #BY_SUBJECT}. */
public final class Deviants {
  private static final List<List<Deviant>> BY_SUBJECT = List.of(
      ConnectDeviants.all(),
      RefusedConnectDeviants.all(),
      ConnAckDeviants.all(),
      SessionDeviants.all(),
      SessionExpiryDeviants.all(),
      KeptSessionDeviants.all(),
      TakeoverDeviants.all(),
      ClientIdentifierDeviants.all(),
      KeepAliveDeviants.all(),
      KeepAliveTrafficDeviants.all(),
      DisconnectDeviants.all(),
      WillDeviants.all(),
      DelayedWillDeviants.all(),
      WillMessageDeviants.all(),
      PublishDeviants.all(),
      QosOneDeviants.all(),
      RepeatDeviants.all(),
      QosTwoDeviants.all(),
      HandshakeDeviants.all(),
      OrderDeviants.all(),
      FlowControlDeviants.all(),
      SendQuotaDeviants.all(),
      MessagePropertyDeviants.all(),
      UnusualPropertyDeviants.all(),
      ExpiryDeviants.all(),
      PacketSizeDeviants.all(),
      LargeMessageDeviants.all(),
      SubscribeDeviants.all(),
      UnsubscribeDeviants.all(),
      TopicFilterDeviants.all(),
      TopicMatchingDeviants.all(),
      RetainedDeviants.all(),
      RetainedStoreDeviants.all(),
      RetainedReplacementDeviants.all(),
      SubscriptionOptionDeviants.all(),
      MalformedDeviants.all(),
      CorpusDeviants.all(),
      OwnPacketDeviants.all(),
      OwnFieldDeviants.all(),
      SharedSubscriptionDeviants.all(),
      ShareMembershipDeviants.all(),
      ShareRenewalDeviants.all(),
      SubscriptionIdentifierDeviants.all(),
      TopicAliasDeviants.all(),
      LimitDeviants.all(),
      ConnectCheckDeviants.all(),
      AuthenticationDeviants.all(),
      CourtesyDeviants.all(),
      AccessDeviants.all(),
      SecondTimeDeviants.all(),
      OneForAnotherDeviants.all(),
      BoundaryDeviants.all(),
      WebSocketDeviants.all());

  private static final Map<String, Deviant> BY_NAME = byName();

  private Deviants() {}

  private static Map<String, Deviant> byName() {
    Map<String, Deviant> found = new LinkedHashMap<>();
    BY_SUBJECT.stream().flatMap(List::stream).forEach(deviant -> {
      if (found.put(deviant.name(), deviant) != null) {
        throw new IllegalStateException("two deviants are called " + deviant.name());
      }
    });
    return found;
  }

  /** In the order of their subjects. */
  public static Stream<Deviant> all() {
    return BY_NAME.values().stream();
  }

  /** The deviant with this name, if there is one. */
  public static Optional<Deviant> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }
}
