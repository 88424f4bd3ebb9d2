/** What a person does with the queue: hand jobs in, look at dead letters, retry them. */
@NullMarked
package dev.scaleproof.jobs.program;

import org.jspecify.annotations.NullMarked;
