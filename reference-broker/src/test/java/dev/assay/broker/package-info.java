/** The whole broker over TCP, with our own client and with others'. */
@NullMarked
package dev.assay.broker;

import org.jspecify.annotations.NullMarked;
