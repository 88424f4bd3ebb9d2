/** The documentation: its pages, its navigation, and where its links lead. */
@NullMarked
package dev.scaleproof.validation.docs;

import org.jspecify.annotations.NullMarked;
