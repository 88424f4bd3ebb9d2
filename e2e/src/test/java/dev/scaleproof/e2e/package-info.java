/** The shipped manifests and commands on a real cluster. */
@NullMarked
package dev.scaleproof.e2e;

import org.jspecify.annotations.NullMarked;
