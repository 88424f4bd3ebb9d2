package dev.scaleproof.sim.openai;

/**
 * One prompt, ready for the engine.
 *
 * @param echo its text, if the answer begins with it, or an empty string
 * @param speech how the answer to it is decided
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Prompt(int[] tokens, String echo, Speech speech) {}
