package dev.scaleproof.sim.openai;

import dev.scaleproof.sim.text.JsonText;

/**
 * What all parts of one answer repeat.
 *
 * @param created seconds since 1970
 */
record AnswerHead(String id, long created, String model, String fingerprint) {
  /** The first fields of a JSON object, with the object's opening. */
  String fields(String object) {
    return "{\"id\":%s,\"object\":\"%s\",\"created\":%d,\"model\":%s,\"choices\":["
        .formatted(JsonText.quote(id), object, created, JsonText.quote(model));
  }
}
