/** The scenario {@code rag}: a queue of jobs in a real Redis, and the workers that empty it. */
@NullMarked
package dev.scaleproof.demo.jobs;

import org.jspecify.annotations.NullMarked;
