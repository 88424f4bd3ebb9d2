/** Comparisons of the gateway and the simulator with their peers, side by side in one run. */
@NullMarked
package dev.scaleproof.bench;

import org.jspecify.annotations.NullMarked;
