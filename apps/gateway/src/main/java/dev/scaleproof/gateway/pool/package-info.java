/** Named pools of replicas: where they come from, which of them are usable, which one is next. */
@NullMarked
package dev.scaleproof.gateway.pool;

import org.jspecify.annotations.NullMarked;
