/** Tests of the codec's Netty handlers, without sockets. */
@NullMarked
package dev.assay.codec.netty;

import org.jspecify.annotations.NullMarked;
