/** Who may use GPUs for how long, for how much money: the GpuLease, its rules, and prices. */
@NullMarked
package dev.scaleproof.lease;

import org.jspecify.annotations.NullMarked;
