/** The part of PromQL that people write in triggers, over timed samples held in memory. */
@NullMarked
package dev.scaleproof.twin.promql;

import org.jspecify.annotations.NullMarked;
