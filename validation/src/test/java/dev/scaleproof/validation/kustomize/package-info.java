@NullMarked
package dev.scaleproof.validation.kustomize;

import org.jspecify.annotations.NullMarked;
