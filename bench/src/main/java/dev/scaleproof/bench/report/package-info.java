/** What was measured, as text, Markdown and JSON. */
@NullMarked
package dev.scaleproof.bench.report;

import org.jspecify.annotations.NullMarked;
