/** Tests without network or framework. */
@NullMarked
package dev.scaleproof.gateway.pool;

import org.jspecify.annotations.NullMarked;
