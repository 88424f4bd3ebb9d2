/** The API server: what is read from it and what is changed there. */
@NullMarked
package dev.scaleproof.guard.cluster;

import org.jspecify.annotations.NullMarked;
