@NullMarked
package dev.scaleproof.validation;

import org.jspecify.annotations.NullMarked;
