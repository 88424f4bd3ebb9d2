@NullMarked
package dev.scaleproof.sim.validation;

import org.jspecify.annotations.NullMarked;
