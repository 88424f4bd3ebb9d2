/** Simulated time: what the engine's schedule and every metric are counted in. */
@NullMarked
package dev.scaleproof.sim.time;

import org.jspecify.annotations.NullMarked;
