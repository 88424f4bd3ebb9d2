/** From a folder of documents to an index, with as little embedding as possible. */
@NullMarked
package dev.scaleproof.retrieval.build;

import org.jspecify.annotations.NullMarked;
