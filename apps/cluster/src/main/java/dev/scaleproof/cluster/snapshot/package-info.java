/** What was seen on a cluster at one moment. Pure: nothing here asks a cluster. */
@NullMarked
package dev.scaleproof.cluster.snapshot;

import org.jspecify.annotations.NullMarked;
