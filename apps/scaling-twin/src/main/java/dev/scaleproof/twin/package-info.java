@NullMarked
package dev.scaleproof.twin;

import org.jspecify.annotations.NullMarked;
