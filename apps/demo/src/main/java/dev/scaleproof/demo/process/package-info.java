/** Child JVMs of the demo: started, watched, measured and never left behind. */
@NullMarked
package dev.scaleproof.demo.process;

import org.jspecify.annotations.NullMarked;
