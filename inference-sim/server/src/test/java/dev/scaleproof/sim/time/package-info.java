@NullMarked
package dev.scaleproof.sim.time;

import org.jspecify.annotations.NullMarked;
