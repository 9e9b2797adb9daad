/**
 * Wrong packets, generated from the tables of the standard: each is a right packet of a client with exactly one thing wrong in
 * it.
 *
 * <p>Start with {@link dev.assay.codec.corpus.Flaw}, the classes of what can be wrong; {@link dev.assay.codec.corpus.Corpus} makes
 * the packets: for each {@link dev.assay.codec.corpus.RightPackets right packet} and each {@link dev.assay.codec.corpus.Field field}
 * of it, all that this class can do to it, or the reason why it can do nothing. {@link dev.assay.codec.corpus.Duty} says what the
 * standard asks of a server that receives one.
 */
@NullMarked
package dev.assay.codec.corpus;

import org.jspecify.annotations.NullMarked;
