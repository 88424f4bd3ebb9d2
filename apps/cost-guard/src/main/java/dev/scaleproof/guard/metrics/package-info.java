/** What Prometheus reads. */
@NullMarked
package dev.scaleproof.guard.metrics;

import org.jspecify.annotations.NullMarked;
