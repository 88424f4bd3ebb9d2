/** What is wrong with the scaling, by what was seen, and what to do about it. */
@NullMarked
package dev.scaleproof.cluster.doctor;

import org.jspecify.annotations.NullMarked;
