@NullMarked
package dev.scaleproof.demo;

import org.jspecify.annotations.NullMarked;
