@NullMarked
package dev.scaleproof.sim.run;

import org.jspecify.annotations.NullMarked;
