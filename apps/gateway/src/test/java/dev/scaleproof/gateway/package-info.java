/** Tests of the whole gateway. */
@NullMarked
package dev.scaleproof.gateway;

import org.jspecify.annotations.NullMarked;
