/** What a person can set: flags, environment variables and the limits and timeouts they become. */
@NullMarked
package dev.scaleproof.gateway.config;

import org.jspecify.annotations.NullMarked;
