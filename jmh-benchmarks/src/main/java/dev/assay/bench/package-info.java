/**
 * Benchmarks of codec and topic matching, ours beside peers, in one JMH run.
 *
 * <p>Read first: {@link dev.assay.bench.Main}, then one class of {@code encode} and one of {@code match}. How they are named is a
 * contract with the page of {@code assay bench}: a class with its parameters is a workload, a method an implementation; {@code
 * assay} is ours (and what begins so), {@code floor} the plainest copy of the same bytes, every other method a peer. The figure
 * to quote is {@code thread.cpu.norm}, see {@link dev.assay.bench.ThreadCpuProfiler}.
 *
 * <p>This module may use {@code spec}, {@code codec}, the core of {@code reference-broker}, JMH and the peers; nothing that ships
 * may use it. Beside {@code jmh.json} the main class writes {@code jmh.environment.json}: a JSON object of facts about the
 * machine, the JVM, the code and the peers.
 */
@NullMarked
package dev.assay.bench;

import org.jspecify.annotations.NullMarked;
