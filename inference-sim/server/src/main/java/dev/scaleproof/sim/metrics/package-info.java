/** What vLLM exposes on /metrics, in its names, labels and buckets. */
@NullMarked
package dev.scaleproof.sim.metrics;

import org.jspecify.annotations.NullMarked;
