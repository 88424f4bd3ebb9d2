/** Runs the engine: one thread a server, on a schedule in simulated time. */
@NullMarked
package dev.scaleproof.sim.run;

import org.jspecify.annotations.NullMarked;
