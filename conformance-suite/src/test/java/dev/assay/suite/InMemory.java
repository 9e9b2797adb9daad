package dev.assay.suite;

import dev.assay.broker.core.BrokerConfig;
import dev.assay.broker.core.Choices;
import dev.assay.broker.core.NonceSeed;
import dev.assay.broker.net.CoreFactory;
import dev.assay.client.Arrival;
import dev.assay.client.BrokerUrl;
import dev.assay.client.ConnectFailed;
import dev.assay.client.Network;
import dev.assay.client.Segments;
import dev.assay.client.Transcript;
import dev.assay.client.WireClient;
import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.Payload;
import dev.assay.spec.CaseResult;
import dev.assay.spec.MqttVersion;
import dev.assay.spec.ProfileFact;
import dev.assay.spec.ResultSink;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Plays cases one by one, each on a broker of its own in a {@link MemoryNetwork}: some thousand in a second, quiet windows included,
 * and always with the same end. The probe is asked again only where a CONNACK is another one.
 */
final class InMemory {
  private static final BrokerUrl NOWHERE = BrokerUrl.parse("mqtt://127.0.0.1:1883");
  private static final NonceSeed SEED = new NonceSeed(Payload.of("the same seed in every run"));
  static final String TOKEN = "mem0";
  private static final Map<String, Method> METHODS = methods();
  private static final Map<Asked, Map<MqttVersion, Profile>> PROFILES = new ConcurrentHashMap<>();

  /**
   * What is judged.
   *
   * @param name what people call it
   * @param with how it is judged
   */
  record Target(
      String name,
      CoreFactory cores,
      BrokerConfig config,
      Choices choices,
      UnaryOperator<RunSettings> with) {
    Target {
      if (config.nonceSeed() == null) {
        config = config.with(the -> the.nonceSeed = SEED);
      }
    }

    RunSettings settings(Network network) {
      return with.apply(RunSettings.of(NOWHERE)
          .withExclusive(true)
          .withRetries(0)
          .withWorkers(1)
          .withConnectionsMax(RunSettings.CONNECTIONS_UNLIMITED)
          .withNetwork(network));
    }
  }

  /** By what a profile is known: who was asked, and what came at first. */
  private record Asked(String target, MqttVersion version, ConnAck ack) {}

  private InMemory() {}

  /** One execution of a case. */
  static CaseResult play(CaseInfo info, MqttVersion version, Target target) throws Exception {
    return play(info, version, target, Mishap.NONE);
  }

  /** The same with something that happens on the way, though not while the profile is found. */
  static CaseResult play(CaseInfo info, MqttVersion version, Target target, Mishap mishap)
      throws Exception {
    return play(info, version, target, new MemoryNetwork(target, mishap));
  }

  /** The same on a broker that can be looked at afterwards. */
  static CaseResult play(CaseInfo info, MqttVersion version, Target target, MemoryNetwork network)
      throws Exception {
    Map<MqttVersion, Profile> profiles = profiles(version, target);
    RunContext run = new RunContext(target.settings(network), profiles, new Nobody(), TOKEN);
    Method method = METHODS.get(info.row() == null ? info.id() : info.subject().getName());
    Object subject = ReflectionSupport.newInstance(info.subject());
    return new Attempt(run, info, version)
        .play(arguments -> ReflectionSupport.invokeMethod(method, subject, arguments));
  }

  /** Every case, in each of these versions, or in all if none is named. */
  static List<CaseResult> playAll(Target target, MqttVersion... versions) throws Exception {
    List<MqttVersion> wanted = List.of(versions.length == 0 ? MqttVersion.values() : versions);
    List<CaseResult> results = new ArrayList<>();
    for (CaseInfo info : CaseCatalogue.all()) {
      for (MqttVersion version : info.versions()) {
        if (wanted.contains(version)) {
          results.add(play(info, version, target));
        }
      }
    }
    return results;
  }

  /** As the probe finds them on a broker of its own. */
  private static Map<MqttVersion, Profile> profiles(MqttVersion version, Target target)
      throws ConnectFailed, TargetProblem {
    RunSettings settings = target.settings(new MemoryNetwork(target));
    Asked asked = new Asked(target.name(), version, connAck(version, settings));
    Map<MqttVersion, Profile> known = PROFILES.get(asked);
    if (known == null) {
      known = new Probe(
              target.settings(new MemoryNetwork(target)), TOKEN, question -> question.run())
          .find()
          .profiles();
      PROFILES.put(asked, known);
    }
    return known;
  }

  private static ConnAck connAck(MqttVersion version, RunSettings settings) throws ConnectFailed {
    Duration patience = Duration.ofSeconds(1);
    Transcript transcript = settings.transcript();
    try (WireClient wire =
        WireClient.open(settings.url(), version, "first", transcript, patience, Segments.WHOLE)) {
      wire.send(new Hello(version, "first", settings.userName(), settings.password()).packet());
      if (wire.next() instanceof Arrival.Received received
          && received.packet() instanceof ConnAck ack) {
        return ack;
      }
      throw new AssertionError("no CONNACK came: " + transcript.entries());
    }
  }

  private static Map<String, Method> methods() {
    Map<String, Method> methods = new HashMap<>();
    for (CaseInfo info : CaseCatalogue.all()) {
      for (Method method : info.subject().getDeclaredMethods()) {
        ConformanceCase declared = method.getAnnotation(ConformanceCase.class);
        if (declared != null) {
          methods.put(declared.id(), method);
        } else if (method.isAnnotationPresent(CorpusCase.class)) {
          methods.put(info.subject().getName(), method);
        }
      }
    }
    return methods;
  }

  /** The results are asked for one by one. */
  private static final class Nobody implements ResultSink {
    @Override
    public void profiled(List<ProfileFact> profile) {
      throw new IllegalStateException("the probe is asked elsewhere");
    }

    @Override
    public void planned(int executions) {
      throw new IllegalStateException("nothing is planned");
    }

    @Override
    public void ended(CaseResult result) {
      throw new IllegalStateException("results are returned");
    }
  }
}
