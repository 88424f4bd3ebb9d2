/** Scenarios, interleaved rounds and their statistics. */
@NullMarked
package dev.scaleproof.bench.measure;

import org.jspecify.annotations.NullMarked;
