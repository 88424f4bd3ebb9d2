/** Child processes and what they used of the machine, read from Linux's {@code /proc}. */
@NullMarked
package dev.scaleproof.bench.process;

import org.jspecify.annotations.NullMarked;
