/** Any OpenAI-compatible chat endpoint. */
@NullMarked
package dev.scaleproof.rag.model;

import org.jspecify.annotations.NullMarked;
