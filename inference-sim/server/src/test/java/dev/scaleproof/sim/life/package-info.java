@NullMarked
package dev.scaleproof.sim.life;

import org.jspecify.annotations.NullMarked;
