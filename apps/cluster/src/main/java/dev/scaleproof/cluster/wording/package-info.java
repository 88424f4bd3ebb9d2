/** Numbers and times as people say them. */
@NullMarked
package dev.scaleproof.cluster.wording;

import org.jspecify.annotations.NullMarked;
