@NullMarked
package dev.scaleproof.sim.profile;

import org.jspecify.annotations.NullMarked;
