/**
 * The judge, and everything a conformance case works with. It sees the broker from outside alone: nothing here may know the
 * reference broker (tests may), the reports or the command line.
 *
 * <h2>A case</h2>
 *
 * A case is a method in {@code dev.assay.suite.cases}, in a class named after its subject ({@code ConnectCases}). It is run once
 * for each version in which it judges something and which the target speaks.
 *
 * <pre>{@code
 * /** A client that says hello twice is refused. *}{@code /
 * @ConformanceCase(
 *     id = "connect/second-connect-is-refused",
 *     title = "A client that says hello twice is refused.",
 *     advice = "Look for a CONNECT handler that does not ask whether the connection is already established.")
 * void secondConnectIsRefused(
 *     Bench bench,
 *     @Covers(v5 = Mqtt5.MQTT_3_1_0_2, demandV5 = "close-connection", v311 = Mqtt311.MQTT_3_1_0_2) Judged refused) {
 *   CaseClient client = bench.connect("client");            // set-up: a broker that does not play along is INCONCLUSIVE
 *
 *   client.send(bench.hello("client").packet());            // the provocation
 *
 *   client.judge(refused, refusedWith(PROTOCOL_ERROR));      // the judgement
 * }
 * }</pre>
 *
 * <ul>
 *   <li><b>Judgements are parameters.</b> Each {@link dev.assay.suite.Judged} parameter declares by {@link
 *       dev.assay.suite.Covers} the one statement, and the one demand of it, that it judges in each version ({@code demandV5},
 *       {@code demandV311}: needed where the statement lists several). List them in the order in which the case makes them: the
 *       first that fails ends the case, and those behind it are NOT_RUN. All must be made, or the case is an ERROR; {@link
 *       dev.assay.suite.Bench#notExercised} makes one that cannot come up. A judgement that names a statement of one version
 *       only is skipped in the other, and the case too if it has no other.
 *   <li><b>Set-up or judgement?</b> {@link dev.assay.suite.CaseClient} plays whole exchanges as set-up ({@code connect},
 *       {@code subscribe}, {@code publish}, {@code receive}, {@code resume} ...): if the broker does not play along, the case
 *       ends INCONCLUSIVE. Whatever a case is about it sends with {@code send(...)} and then judges.
 *   <li><b>Outcomes are data</b>, best first ({@link dev.assay.suite.Outcomes}): {@code on(V5).best("text", steps...)
 *       .acceptable(...).warn(...).info(...).and(V3_1_1).best(...)}, or {@code onBoth().best(...)}. What is not listed is FAIL
 *       (WARN if the statement is a SHOULD). An outcome is a sequence of {@link dev.assay.suite.Step}s: packets, {@code
 *       closed()}, {@code leftOpen()}, {@code silence()}. Give each its reason in words, and look into
 *       shared/spec/non-strict.tsv for what else a broker may do. {@code Outcomes.refusedWith(codes)} is the usual "closes, in
 *       5.0 says why". A broker that ends the connection for reasons of its own (0x97, 0x98 ...) is INCONCLUSIVE by itself.
 *   <li><b>Malformed input that no numbered statement tells the broker to refuse</b>: {@code .otherwiseWarn("tolerates ...")}.
 *   <li><b>What was collected</b> is judged by {@code bench.judge(judged, actual, Values.best("once", List.of("once", "fence")))}.
 *   <li><b>Absence</b> by a fence: {@code subscriber.receivedUpTo("fence")}. Where the standard orders none, {@code silence()} or
 *       {@code receivedUntilQuiet()}, and the parameter says {@code bySilence = true}.
 *   <li><b>Names</b> come from the bench: {@code bench.topic("a/b")}, {@code bench.topic("a/+")}, {@code bench.hello("alice")}.
 *       A client refuses to subscribe or publish outside the execution's own topics unless the case needs {@code EXCLUSIVE}.
 *       Sessions and retained messages made by right packets are cleaned up by themselves; those made by a {@code Deviation}
 *       are told to {@code bench.cleanSession} and {@code bench.cleanRetained}.
 *   <li><b>What the target must offer</b>: {@code needs = Need.RETAIN}. Limits to scale to: {@code bench.profile()}.
 *   <li><b>No sleeps, no clocks.</b> Every wait has a deadline of its own.
 * </ul>
 *
 * <h2>Underneath</h2>
 *
 * {@link dev.assay.suite.ConformanceRun} probes the target and starts the cases, {@link dev.assay.suite.CaseCatalogue} lists them
 * without running any. {@code Judge} decides; read it first if a verdict surprises you.
 */
@NullMarked
package dev.assay.suite;

import org.jspecify.annotations.NullMarked;
