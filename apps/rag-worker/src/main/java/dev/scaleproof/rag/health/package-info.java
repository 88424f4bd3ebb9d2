/** What the kubelet asks. */
@NullMarked
package dev.scaleproof.rag.health;

import org.jspecify.annotations.NullMarked;
