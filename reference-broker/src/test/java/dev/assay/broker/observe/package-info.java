@NullMarked
package dev.assay.broker.observe;

import org.jspecify.annotations.NullMarked;
