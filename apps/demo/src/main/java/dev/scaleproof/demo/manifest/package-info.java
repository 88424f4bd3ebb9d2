/**
 * What the demo takes from the manifests under {@code serving/}, so that no such number is in code.
 */
@NullMarked
package dev.scaleproof.demo.manifest;

import org.jspecify.annotations.NullMarked;
