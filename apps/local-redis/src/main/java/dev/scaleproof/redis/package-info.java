/**
 * A real Redis server on this machine, for the demo, the benchmarks and the tests: nobody has to
 * install one.
 */
@NullMarked
package dev.scaleproof.redis;

import org.jspecify.annotations.NullMarked;
