/** The formulas of KEDA's scaling modifiers. */
@NullMarked
package dev.scaleproof.twin.formula;

import org.jspecify.annotations.NullMarked;
