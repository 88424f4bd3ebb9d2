@NullMarked
package dev.scaleproof.sim;

import org.jspecify.annotations.NullMarked;
