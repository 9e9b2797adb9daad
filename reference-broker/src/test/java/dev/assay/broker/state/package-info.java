/** Tests of what the broker remembers, without the rules that change it. */
@NullMarked
package dev.assay.broker.state;

import org.jspecify.annotations.NullMarked;
