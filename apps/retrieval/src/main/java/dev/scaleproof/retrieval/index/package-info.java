/** Vectors and passages on disk: written once, then only read. */
@NullMarked
package dev.scaleproof.retrieval.index;

import org.jspecify.annotations.NullMarked;
