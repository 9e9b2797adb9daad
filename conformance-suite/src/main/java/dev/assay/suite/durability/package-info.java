/**
 * What a broker still knows once its process was stopped, or killed under load: the durability profile.
 *
 * <p>Start with {@link dev.assay.suite.durability.DurabilityRun}, then {@link dev.assay.suite.durability.Trial}, which is one
 * version's part of it: clients that go on working until the broker ends, and come back once it is there again. They write down what was
 * acknowledged and what was found ({@link dev.assay.suite.durability.Tally}, {@link dev.assay.client.FlowHistory}); {@link
 * dev.assay.suite.durability.Judging} makes results of that and of nothing else. How a broker is started and ended, {@link
 * dev.assay.suite.durability.Restartable} knows; nothing here knows processes.
 */
@NullMarked
package dev.assay.suite.durability;

import org.jspecify.annotations.NullMarked;
