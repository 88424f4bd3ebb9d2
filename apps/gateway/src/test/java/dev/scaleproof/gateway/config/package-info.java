/** Tests without network or framework. */
@NullMarked
package dev.scaleproof.gateway.config;

import org.jspecify.annotations.NullMarked;
