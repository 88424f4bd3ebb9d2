/** The ways into the job queue: a real Redis, real workers, real HTTP. */
@NullMarked
package dev.scaleproof.gateway.jobs;

import org.jspecify.annotations.NullMarked;
