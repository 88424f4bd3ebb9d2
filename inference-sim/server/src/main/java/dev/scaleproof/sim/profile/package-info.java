/** Step times fitted to measurements, and the files that keep them. */
@NullMarked
package dev.scaleproof.sim.profile;

import org.jspecify.annotations.NullMarked;
