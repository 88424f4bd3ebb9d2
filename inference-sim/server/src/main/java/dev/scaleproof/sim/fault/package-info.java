/** Things that go wrong on purpose, on a schedule and from a seed. */
@NullMarked
package dev.scaleproof.sim.fault;

import org.jspecify.annotations.NullMarked;
