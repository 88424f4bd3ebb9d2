/** Files to plain text, and text to chunks. */
@NullMarked
package dev.scaleproof.retrieval.text;

import org.jspecify.annotations.NullMarked;
