/** The cost guard: ends leases when their time or money is over. */
@NullMarked
package dev.scaleproof.guard;

import org.jspecify.annotations.NullMarked;
