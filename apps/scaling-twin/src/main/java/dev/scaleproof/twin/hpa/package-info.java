/** The HPA controller's rules as pure functions, and the state that it keeps between syncs. */
@NullMarked
package dev.scaleproof.twin.hpa;

import org.jspecify.annotations.NullMarked;
