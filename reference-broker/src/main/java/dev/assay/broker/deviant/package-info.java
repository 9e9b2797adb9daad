/**
 * Brokers that are right in all but one point, on purpose: each proves that a conformance case can fail, and
 * {@code assay broker --deviant NAME} lets anyone watch a violation.
 *
 * <p>Start with {@link dev.assay.broker.deviant.Deviant}. To add one, in five minutes:
 *
 * <ol>
 *   <li>Find the branch of {@code dev.assay.broker.rules} that obeys the statement ("find usages" on its constant).
 *   <li>In the class of your subject ({@link dev.assay.broker.deviant.ConnectDeviants} and its neighbours, or a new one that you
 *       list in {@link dev.assay.broker.deviant.Deviants}) add a {@code Deviant.named(...)} with the judgement that must fail.
 *   <li>Say how it goes wrong, by a twist, most often one of {@link dev.assay.broker.deviant.Twists}:
 *       <ul>
 *         <li>{@code deciding(RULES.CITATION, false)} has the core decide wrongly, hidden state included: the branch is one
 *             where the rules ask {@code law.holds(...)}; where they only say {@code because}, turn it into a question;
 *         <li>{@code incoming(...)} changes what the core gets to see, {@code outgoing(...)} what leaves it, {@code
 *             outgoingBytes(...)} makes packets of it that the standard does not allow;
 *         <li>{@code tolerating(STATEMENT, ...)} overlooks malformed input;
 *         <li>or a {@link dev.assay.broker.deviant.Twist} of your own, which may remember things.
 *       </ul>
 *   <li>Only one point may be wrong: let the other cases run, and look at each that fails too.
 * </ol>
 *
 * <p>What a listener gets wrong, before the core sees anything, is a {@link dev.assay.broker.deviant.WebSocketFault}, carried out in
 * {@code dev.assay.broker.deviant.net}.
 *
 * <p>Used by the command line and by tests alone. The honest core knows nothing of it but {@link
 * dev.assay.broker.core.Ruling}.
 */
@NullMarked
package dev.assay.broker.deviant;

import org.jspecify.annotations.NullMarked;
