/**
 * Hand-written model servers and clients on plain sockets, so that tests decide about every byte.
 */
@NullMarked
package dev.scaleproof.gateway.fake;

import org.jspecify.annotations.NullMarked;
