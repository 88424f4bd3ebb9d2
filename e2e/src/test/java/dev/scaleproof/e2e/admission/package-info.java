/** What the API server refuses, on a real one without nodes. */
@NullMarked
package dev.scaleproof.e2e.admission;

import org.jspecify.annotations.NullMarked;
