@NullMarked
package dev.scaleproof.sim.text;

import org.jspecify.annotations.NullMarked;
