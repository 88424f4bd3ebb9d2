/**
 * What must hold for {@code platform/}: rules, dashboards, and the offline variant of its charts.
 */
@NullMarked
package dev.scaleproof.validation.platform;

import org.jspecify.annotations.NullMarked;
