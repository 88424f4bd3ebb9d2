/** What a person sees while a demo or a proof runs. */
@NullMarked
package dev.scaleproof.report.terminal;

import org.jspecify.annotations.NullMarked;
