package dev.scaleproof.sim.text;

/** One message of a chat. */
public record Message(String role, String content) {}
