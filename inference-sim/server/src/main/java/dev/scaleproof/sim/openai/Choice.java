package dev.scaleproof.sim.openai;

/** One complete answer of a request that is not streamed. */
record Choice(int index, String text, Ending ending) {}
