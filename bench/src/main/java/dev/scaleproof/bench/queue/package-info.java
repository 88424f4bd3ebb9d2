/** Job queues on the same Redis: ours, and those that people use today. */
@NullMarked
package dev.scaleproof.bench.queue;

import org.jspecify.annotations.NullMarked;
