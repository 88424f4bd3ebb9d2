/**
 * KEDA's rules: from triggers to metrics and activity, fallback, and the poll that scales to and
 * from zero.
 */
@NullMarked
package dev.scaleproof.twin.keda;

import org.jspecify.annotations.NullMarked;
