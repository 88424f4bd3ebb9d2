/** The gateway's own metrics and the scrape endpoint. */
@NullMarked
package dev.scaleproof.gateway.metrics;

import org.jspecify.annotations.NullMarked;
