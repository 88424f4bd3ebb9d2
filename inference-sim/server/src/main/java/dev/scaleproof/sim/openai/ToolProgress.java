package dev.scaleproof.sim.openai;

import java.util.ArrayList;
import java.util.List;

/** How much of an answer's tool calls has been said; of one choice. */
final class ToolProgress {
  /**
   * A part of a call.
   *
   * @param opens whether the call begins with it
   * @param arguments more of its arguments; empty where it begins
   */
  record Part(ToolCall call, int index, boolean opens, String arguments) {
    /** As a chat's stream shows it. */
    String json() {
      return opens ? call.opening(index) : ToolCall.more(index, arguments);
    }
  }

  private final List<ToolCall> calls;
  private int opened;
  private int at;

  ToolProgress(List<ToolCall> calls) {
    this.calls = calls;
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** Whether at least one call has begun. */
  boolean hasBegun() {
    return opened > 0;
  }

  /** The parts that came with the text up to {@code length}. */
  List<Part> advance(int length) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      ToolCall call = calls.get(i);
      if (length < call.begin()) {
        break;
      }
      if (i == opened) {
        opened++;
        parts.add(new Part(call, i, true, ""));
      }
      int from = Math.max(at, call.begin());
      int to = Math.min(length, call.end());
      if (to > from) {
        parts.add(
            new Part(
                call,
                i,
                false,
                call.arguments().substring(from - call.begin(), to - call.begin())));
      }
    }
    at = length;
    return parts;
  }

  /** The calls in a text of that length, with as much of their arguments as is in it. */
  static List<Choice.CompletedCall> in(List<ToolCall> calls, int length) {
    List<Choice.CompletedCall> all = new ArrayList<>();
    for (ToolCall call : calls) {
      if (length >= call.begin()) {
        int to = Math.min(length, call.end()) - call.begin();
        all.add(new Choice.CompletedCall(call, call.arguments().substring(0, to)));
      }
    }
    return all;
  }
}
