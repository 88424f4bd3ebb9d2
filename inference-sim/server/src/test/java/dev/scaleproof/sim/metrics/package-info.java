@NullMarked
package dev.scaleproof.sim.metrics;

import org.jspecify.annotations.NullMarked;
