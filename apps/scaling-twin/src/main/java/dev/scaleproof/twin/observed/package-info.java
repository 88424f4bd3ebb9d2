/** What the controllers can see at one instant: replica counts, pods, metric answers. */
@NullMarked
package dev.scaleproof.twin.observed;

import org.jspecify.annotations.NullMarked;
