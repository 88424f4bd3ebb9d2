@NullMarked
package dev.scaleproof.sim.junit;

import org.jspecify.annotations.NullMarked;
