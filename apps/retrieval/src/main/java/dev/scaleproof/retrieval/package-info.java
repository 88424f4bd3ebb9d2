/** Finds the passages of a folder of documents that answer a question. */
@NullMarked
package dev.scaleproof.retrieval;

import org.jspecify.annotations.NullMarked;
