/** Flags. */
@NullMarked
package dev.scaleproof.rag.config;

import org.jspecify.annotations.NullMarked;
