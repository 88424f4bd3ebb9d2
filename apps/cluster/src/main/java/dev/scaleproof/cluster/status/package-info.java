/** One screen: what is paused, what is up, what it costs. */
@NullMarked
package dev.scaleproof.cluster.status;

import org.jspecify.annotations.NullMarked;
