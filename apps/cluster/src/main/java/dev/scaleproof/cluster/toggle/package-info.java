/** The commands that change something: pause and un-pause, one replica up and down. */
@NullMarked
package dev.scaleproof.cluster.toggle;

import org.jspecify.annotations.NullMarked;
