/**
 * What a demo or a proof leaves behind: raw files, figures computed from them alone, and one HTML
 * page. Nothing here knows where the data came from, so a run on a real cluster can use it as well.
 */
@NullMarked
package dev.scaleproof.report;

import org.jspecify.annotations.NullMarked;
