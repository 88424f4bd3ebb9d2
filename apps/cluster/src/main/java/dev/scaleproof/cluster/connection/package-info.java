/** Which cluster a command talks to, leave to change it, and why it could not. */
@NullMarked
package dev.scaleproof.cluster.connection;

import org.jspecify.annotations.NullMarked;
