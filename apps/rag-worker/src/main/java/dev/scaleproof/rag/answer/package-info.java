/** From a question to an answer with its sources. */
@NullMarked
package dev.scaleproof.rag.answer;

import org.jspecify.annotations.NullMarked;
