/** Takes jobs from the queue, looks up sources, and asks a model. */
@NullMarked
package dev.scaleproof.rag;

import org.jspecify.annotations.NullMarked;
