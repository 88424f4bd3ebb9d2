/** Tests of the relay: pure parts alone, the whole over real sockets. */
@NullMarked
package dev.scaleproof.gateway.relay;

import org.jspecify.annotations.NullMarked;
