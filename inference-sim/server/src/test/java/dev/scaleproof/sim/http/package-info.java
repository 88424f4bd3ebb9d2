@NullMarked
package dev.scaleproof.sim.http;

import org.jspecify.annotations.NullMarked;
