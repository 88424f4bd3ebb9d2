/** A whole cluster in a container, for tests and for a person to play with. */
@NullMarked
package dev.scaleproof.e2e.cluster;

import org.jspecify.annotations.NullMarked;
