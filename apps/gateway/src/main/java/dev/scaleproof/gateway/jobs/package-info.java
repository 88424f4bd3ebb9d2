/** The ways into the job queue, without the HTTP around them. */
@NullMarked
package dev.scaleproof.gateway.jobs;

import org.jspecify.annotations.NullMarked;
