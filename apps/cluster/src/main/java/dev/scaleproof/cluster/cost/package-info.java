/** What GPUs cost. */
@NullMarked
package dev.scaleproof.cluster.cost;

import org.jspecify.annotations.NullMarked;
