/** What a kustomization lists, and what it renders to. */
@NullMarked
package dev.scaleproof.validation.kustomize;

import org.jspecify.annotations.NullMarked;
