/** What the kubelet asks. */
@NullMarked
package dev.scaleproof.guard.health;

import org.jspecify.annotations.NullMarked;
