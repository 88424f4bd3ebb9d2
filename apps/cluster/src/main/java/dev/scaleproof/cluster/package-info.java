@NullMarked
package dev.scaleproof.cluster;

import org.jspecify.annotations.NullMarked;
