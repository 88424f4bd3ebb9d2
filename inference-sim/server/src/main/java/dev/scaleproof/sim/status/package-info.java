/** What the simulator tells about itself, beyond vLLM's surface. */
@NullMarked
package dev.scaleproof.sim.status;

import org.jspecify.annotations.NullMarked;
