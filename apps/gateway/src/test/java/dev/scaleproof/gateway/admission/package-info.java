/** Tests without network or framework. */
@NullMarked
package dev.scaleproof.gateway.admission;

import org.jspecify.annotations.NullMarked;
