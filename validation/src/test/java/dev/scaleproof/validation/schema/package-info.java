@NullMarked
package dev.scaleproof.validation.schema;

import org.jspecify.annotations.NullMarked;
