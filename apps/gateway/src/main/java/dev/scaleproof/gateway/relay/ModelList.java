package dev.scaleproof.gateway.relay;

import dev.scaleproof.gateway.error.ApiError;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** The gateway's own answer to {@code GET /v1/models}, in OpenAI's shape. */
final class ModelList {

  private ModelList() {}

  static byte[] json(Collection<String> models) {
    StringBuilder out = new StringBuilder("{\"object\":\"list\",\"data\":[");
    String separator = "";
    for (String model : models) {
      out.append(separator).append("{\"id\":");
      ApiError.quote(out, model);
      out.append(",\"object\":\"model\",\"created\":0,\"owned_by\":\"scaleproof\"}");
      separator = ",";
    }
    return out.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }
}
