/** The GpuLease that stands before a GPU: taking it, what it costs at most, and how it is said. */
@NullMarked
package dev.scaleproof.cluster.lease;

import org.jspecify.annotations.NullMarked;
