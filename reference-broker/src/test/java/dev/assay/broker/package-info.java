/** The whole broker over TCP, with our own client; with others' in package interop. */
@NullMarked
package dev.assay.broker;

import org.jspecify.annotations.NullMarked;
