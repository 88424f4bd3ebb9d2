/** What is to be done about a lease, from what was seen and the time alone: no I/O, no clock. */
@NullMarked
package dev.scaleproof.guard.decide;

import org.jspecify.annotations.NullMarked;
