@NullMarked
package dev.scaleproof.load;

import org.jspecify.annotations.NullMarked;
