/** Errors in the shape that OpenAI clients and vLLM users expect. */
@NullMarked
package dev.scaleproof.gateway.error;

import org.jspecify.annotations.NullMarked;
