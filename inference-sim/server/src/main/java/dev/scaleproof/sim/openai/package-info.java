/** The OpenAI surface as vLLM serves it: requests, their validation, answers and errors. */
@NullMarked
package dev.scaleproof.sim.openai;

import org.jspecify.annotations.NullMarked;
