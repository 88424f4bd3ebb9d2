@NullMarked
package dev.scaleproof.sim.engine;

import org.jspecify.annotations.NullMarked;
