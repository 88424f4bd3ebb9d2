/** Tokens and words: counting prompts, producing answers, turning tokens into text. */
@NullMarked
package dev.scaleproof.sim.text;

import org.jspecify.annotations.NullMarked;
