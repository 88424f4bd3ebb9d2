/** Texts to vectors: all-MiniLM-L6-v2 in this process. */
@NullMarked
package dev.scaleproof.retrieval.embed;

import org.jspecify.annotations.NullMarked;
