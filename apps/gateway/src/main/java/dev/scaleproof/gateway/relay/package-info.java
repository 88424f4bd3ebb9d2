/** The byte relay: client connections, upstream connections and the exchange between them. */
@NullMarked
package dev.scaleproof.gateway.relay;

import org.jspecify.annotations.NullMarked;
