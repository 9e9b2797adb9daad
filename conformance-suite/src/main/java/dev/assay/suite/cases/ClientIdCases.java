package dev.assay.suite.cases;

import static dev.assay.suite.Outcomes.onBoth;
import static dev.assay.suite.Step.leftOpen;
import static dev.assay.suite.Step.publish;

import dev.assay.codec.packet.ConnAck;
import dev.assay.codec.packet.PropertyId;
import dev.assay.codec.packet.Qos;
import dev.assay.codec.packet.ReasonCode;
import dev.assay.spec.Mqtt311;
import dev.assay.spec.Mqtt5;
import dev.assay.suite.Bench;
import dev.assay.suite.CaseClient;
import dev.assay.suite.ConformanceCase;
import dev.assay.suite.Covers;
import dev.assay.suite.Judged;
import dev.assay.suite.Need;
import dev.assay.suite.Values;

/** What becomes of a client without an identifier. */
final class ClientIdCases {
  private static final String LASTING_REFUSED =
      "the target gives no identifier to a client whose session is to outlive its connection";
  private static final int ODD = 61;
  private static final String FOR_NOBODY = "for one without a name";

  @ConformanceCase(
      id = "connect/empty-client-id-is-told-its-name",
      title = "A 5.0 client without an identifier is told in CONNACK which one it was given.",
      advice = "Look for a CONNACK that is built before the identifier is made up.",
      needs = Need.EMPTY_CLIENT_ID)
  void emptyClientIdIsToldItsName(
      Bench bench,
      @Covers(v5 = Mqtt5.MQTT_3_1_3_7, demandV5 = "return-assigned-identifier") Judged told,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_16, demandV5 = "return-assigned-identifier")
          Judged toldInConnAck,
      @Covers(v5 = Mqtt5.MQTT_3_2_2_16, demandV5 = "identifier-not-in-use") Judged unused) {
    CaseClient first = bench.open("first");
    CaseClient second = bench.open("second");

    String name = assigned(first.connect(bench.hello("first").clientId("").packet()));
    Values<String> given =
        Values.bestIf("an Assigned Client Identifier", assigned -> !assigned.isEmpty());
    bench.judge(told, name, given);

    second.send(bench.hello("second").clientId("").keepSession().packet());
    ConnAck ack = second.await(ConnAck.class, any -> true);
    bench.notExercisedUnless(ack.reasonCode() == ReasonCode.SUCCESS, LASTING_REFUSED);
    String otherName = assigned(ack);
    bench.cleanSession(otherName.isEmpty() ? second.clientId() : otherName);

    bench.judge(toldInConnAck, otherName, given);
    bench.judge(
        unused,
        otherName,
        Values.bestIf("another one than the first client's", assigned -> !assigned.equals(name)));
  }

  private static String assigned(ConnAck ack) {
    String assigned = ack.properties().text(PropertyId.ASSIGNED_CLIENT_IDENTIFIER);
    return assigned == null ? "" : assigned;
  }

  /** If both were given the same identifier, the second takes over the session of the first. */
  @ConformanceCase(
      id = "connect/empty-client-ids-are-told-apart",
      title = "Two clients without an identifier do not get in each other's way.",
      advice = "Look for the empty Client Identifier used as a key like any other.",
      needs = Need.EMPTY_CLIENT_ID)
  void emptyClientIdsAreToldApart(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_3_6,
              v311 = Mqtt311.MQTT_3_1_3_6,
              demandV311 = "assign-unique-clientid")
          Judged apart) {
    CaseClient first = bench.open("first");
    first.connect(bench.hello("first").clientId("").keepAliveSeconds(ODD).packet());
    CaseClient second = bench.open("second");

    second.connect(bench.hello("second").clientId("").keepAliveSeconds(ODD).packet());

    first.judge(apart, onBoth().best("the first client stays connected", leftOpen()));
  }

  /** 5.0: the client comes back under the identifier that it was told, and finds its session. 3.1.1: it is served. */
  @ConformanceCase(
      id = "connect/assigned-client-id-is-as-good-as-any",
      title = "A client that was given its identifier is served as if it had chosen it.",
      advice =
          "Look for sessions of clients without an identifier that are not filed under the one made up.",
      needs = {Need.EMPTY_CLIENT_ID, Need.QOS_1})
  void assignedClientIdIsAsGoodAsAny(
      Bench bench,
      @Covers(
              v5 = Mqtt5.MQTT_3_1_3_7,
              demandV5 = "process-as-if-supplied",
              v311 = Mqtt311.MQTT_3_1_3_6,
              demandV311 = "process-as-if-supplied")
          Judged served) {
    if (bench.isV5()) {
      comesBackUnderItsName(bench, served);
    } else {
      receivesWhatItSubscribedTo(bench, served);
    }
  }

  private static void comesBackUnderItsName(Bench bench, Judged served) {
    CaseClient client = bench.open("client");
    client.send(bench.hello("client").clientId("").keepSession().packet());
    ConnAck ack = client.await(ConnAck.class, any -> true);
    bench.notExercisedUnless(ack.reasonCode() == ReasonCode.SUCCESS, LASTING_REFUSED);
    String name = assigned(ack);
    bench.notExercisedUnless(
        !name.isEmpty() && Sessions.areKept(bench, ack),
        "the target names no identifier, or grants a client without one no session to come back to");
    bench.cleanSession(name);
    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));
    client.disconnect();
    client.reconnect(
        bench.hello("client").clientId(name).keepSession().cleanStart(false).packet());

    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("t"), FOR_NOBODY);

    client.judge(
        served,
        onBoth()
            .best(
                "PUBLISH for the subscription of before", publish(Qos.AT_LEAST_ONCE, FOR_NOBODY)));
  }

  private static void receivesWhatItSubscribedTo(Bench bench, Judged served) {
    CaseClient client = bench.open("client");
    client.connect(bench.hello("client").clientId("").packet());

    Sessions.subscribeAtLeastOnce(bench, client, bench.topic("t"));

    bench.connect("publisher").publish(Qos.AT_LEAST_ONCE, bench.topic("t"), FOR_NOBODY);

    client.judge(served, onBoth().best("PUBLISH of QoS 1", publish(Qos.AT_LEAST_ONCE, FOR_NOBODY)));
  }
}
