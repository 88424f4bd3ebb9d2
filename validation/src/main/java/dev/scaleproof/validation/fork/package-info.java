/** What a fork has to set before Argo CD can deliver from it: {@code make fork-check}. */
@NullMarked
package dev.scaleproof.validation.fork;

import org.jspecify.annotations.NullMarked;
