/**
 * One replica's scheduler and KV cache, behaving as vLLM V1's do. Pure: time comes in as simulated
 * nanoseconds and goes out to an {@link dev.scaleproof.sim.engine.EngineListener}; no threads, no
 * clock, no I/O.
 */
@NullMarked
package dev.scaleproof.sim.engine;

import org.jspecify.annotations.NullMarked;
