/** A bare Netty server: the upstream of every proxy, and the floor for the simulator. */
@NullMarked
package dev.scaleproof.bench.upstream;

import org.jspecify.annotations.NullMarked;
