/** What a person sees while the demo runs. */
@NullMarked
package dev.scaleproof.demo.terminal;

import org.jspecify.annotations.NullMarked;
