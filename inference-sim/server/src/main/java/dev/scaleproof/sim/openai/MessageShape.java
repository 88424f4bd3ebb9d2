package dev.scaleproof.sim.openai;

import static dev.scaleproof.sim.validation.Shapes.OBJECT;
import static dev.scaleproof.sim.validation.Shapes.STRING;
import static dev.scaleproof.sim.validation.Shapes.listOf;
import static dev.scaleproof.sim.validation.Shapes.oneOf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Shape;
import dev.scaleproof.sim.validation.Violation;
import dev.scaleproof.sim.validation.Violations;
import java.util.List;

/**
 * A chat message: one of the eight forms that vLLM 0.32 takes. A message that fits none is told
 * what each form misses, in this order, as recorded.
 */
final class MessageShape {
  private record Form(String name, Fields fields) {}

  /** Typed dictionaries take any iterable, and complain in other words than models. */
  private static final Shape PARTS = MessageShape::iterableOfObjects;

  private static final Shape TEXT_OR_PARTS = STRING.or(PARTS);

  private static final List<Form> FORMS =
      List.of(
          new Form(
              "ChatCompletionDeveloperMessageParam",
              Fields.dictionary()
                  .require("content", TEXT_OR_PARTS)
                  .require("role", role("developer"))
                  .allow("name", STRING)),
          new Form(
              "ChatCompletionSystemMessageParam",
              Fields.dictionary()
                  .require("content", TEXT_OR_PARTS)
                  .require("role", role("system"))
                  .allow("name", STRING)),
          new Form(
              "ChatCompletionUserMessageParam",
              Fields.dictionary()
                  .require("content", TEXT_OR_PARTS)
                  .require("role", role("user"))
                  .allow("name", STRING)),
          new Form(
              "ChatCompletionAssistantMessageParam",
              Fields.dictionary()
                  .require("role", role("assistant"))
                  .allow("content", TEXT_OR_PARTS.orNull())
                  .allow("name", STRING)
                  .allow("refusal", STRING.orNull())),
          new Form(
              "ChatCompletionToolMessageParam",
              Fields.dictionary()
                  .require("content", TEXT_OR_PARTS)
                  .require("role", role("tool"))
                  .require("tool_call_id", STRING)),
          new Form(
              "ChatCompletionFunctionMessageParam",
              Fields.dictionary()
                  .require("content", STRING.orNull())
                  .require("name", STRING)
                  .require("role", role("function"))),
          new Form(
              "CustomChatCompletionMessageParam",
              Fields.dictionary()
                  .require("role", STRING)
                  .allow("content", STRING.or(listOf(OBJECT.or(STRING))).orNull())
                  .allow("name", STRING)
                  .allow("tool_call_id", STRING.orNull())
                  .allow("tool_calls", listOf(OBJECT).orNull())
                  .allow("reasoning", STRING.orNull())),
          new Form(
              "Message",
              Fields.model().require("author", OBJECT).require("content", listOf(OBJECT))));

  static final Shape ANY_MESSAGE = MessageShape::check;

  private MessageShape() {}

  private static Shape role(String only) {
    return oneOf(List.of(only));
  }

  private static void check(JsonNode message, String location, Violations violations) {
    Violations all = new Violations();
    for (Form form : FORMS) {
      Violations own = new Violations();
      form.fields.check(message, location + "." + form.name, own);
      if (own.isEmpty()) {
        return;
      }
      all.addAll(own);
    }
    violations.addAll(all);
  }

  private static void iterableOfObjects(JsonNode value, String location, Violations violations) {
    if (value.isArray() || value.isObject() || value.isTextual()) {
      for (int i = 0; i < value.size(); i++) {
        if (value.isArray()) {
          OBJECT.check(value.get(i), location + "." + i, violations);
        }
      }
      return;
    }
    violations.add(Violation.of("iterable_type", location, "Input should be iterable", value));
  }
}
