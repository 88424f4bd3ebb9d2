/** What a server does besides answering: it starts, sleeps, wakes up, dies, ends. */
@NullMarked
package dev.scaleproof.sim.life;

import org.jspecify.annotations.NullMarked;
