@NullMarked
package dev.scaleproof.sim.fault;

import org.jspecify.annotations.NullMarked;
