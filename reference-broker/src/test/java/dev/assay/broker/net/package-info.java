/** The broker's shell, held against a core that does what a test tells it to. */
@NullMarked
package dev.assay.broker.net;

import org.jspecify.annotations.NullMarked;
