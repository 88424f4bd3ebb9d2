/** What Prometheus reads. */
@NullMarked
package dev.scaleproof.rag.metrics;

import org.jspecify.annotations.NullMarked;
