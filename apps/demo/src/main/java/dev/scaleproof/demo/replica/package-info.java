/** Replicas as a Deployment keeps them, on real processes that were started ahead. */
@NullMarked
package dev.scaleproof.demo.replica;

import org.jspecify.annotations.NullMarked;
