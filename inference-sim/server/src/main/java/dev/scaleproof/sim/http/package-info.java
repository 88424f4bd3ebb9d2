/** HTTP/1.1 on Netty: connections, routes, plain and streamed responses. Knows no model. */
@NullMarked
package dev.scaleproof.sim.http;

import org.jspecify.annotations.NullMarked;
