/** What GPUs have cost, by whom and for what, as Prometheus remembers it. */
@NullMarked
package dev.scaleproof.cluster.spend;

import org.jspecify.annotations.NullMarked;
