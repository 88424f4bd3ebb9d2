/** One burst under one autoscaler, from the first replica to the last decision. */
@NullMarked
package dev.scaleproof.demo.run;

import org.jspecify.annotations.NullMarked;
