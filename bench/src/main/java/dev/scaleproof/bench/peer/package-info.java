/** The proxies that are compared: where each comes from and how each is configured. */
@NullMarked
package dev.scaleproof.bench.peer;

import org.jspecify.annotations.NullMarked;
