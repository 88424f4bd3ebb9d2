package dev.scaleproof.sim.openai;

import static dev.scaleproof.sim.validation.Shapes.OBJECT;
import static dev.scaleproof.sim.validation.Shapes.STRING;
import static dev.scaleproof.sim.validation.Shapes.listOf;
import static dev.scaleproof.sim.validation.Shapes.oneOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scaleproof.sim.validation.Definitions;
import dev.scaleproof.sim.validation.Fields;
import dev.scaleproof.sim.validation.Shape;
import dev.scaleproof.sim.validation.Shapes;
import dev.scaleproof.sim.validation.Violation;
import dev.scaleproof.sim.validation.Violations;
import java.util.List;

/**
 * A chat message: one of the eight forms that vLLM 0.32 takes. A message that fits none is told
 * what each form misses, in this order, as recorded.
 */
final class MessageShape {
  /** Typed dictionaries take any iterable, and complain in other words than models. */
  private static final Shape PARTS =
      Shapes.of(MessageShape::iterableOfObjects, listOf(OBJECT)::schema);

  private static final Shape TEXT_OR_PARTS = STRING.or(PARTS);

  private static final List<Fields> FORMS =
      List.of(
          Fields.dictionary("ChatCompletionDeveloperMessageParam")
              .require("content", TEXT_OR_PARTS)
              .require("role", oneOf("developer"))
              .allow("name", STRING),
          Fields.dictionary("ChatCompletionSystemMessageParam")
              .require("content", TEXT_OR_PARTS)
              .require("role", oneOf("system"))
              .allow("name", STRING),
          Fields.dictionary("ChatCompletionUserMessageParam")
              .require("content", TEXT_OR_PARTS)
              .require("role", oneOf("user"))
              .allow("name", STRING),
          Fields.dictionary("ChatCompletionAssistantMessageParam")
              .require("role", oneOf("assistant"))
              .allow("content", TEXT_OR_PARTS.orNull())
              .allow("name", STRING)
              .allow("refusal", STRING.orNull())
              .allow("tool_calls", PARTS.orNull()),
          Fields.dictionary("ChatCompletionToolMessageParam")
              .require("content", TEXT_OR_PARTS)
              .require("role", oneOf("tool"))
              .require("tool_call_id", STRING),
          Fields.dictionary("ChatCompletionFunctionMessageParam")
              .require("content", STRING.orNull())
              .require("name", STRING)
              .require("role", oneOf("function")),
          Fields.dictionary("CustomChatCompletionMessageParam")
              .require("role", STRING)
              .allow("content", STRING.or(listOf(OBJECT.or(STRING))).orNull())
              .allow("name", STRING)
              .allow("tool_call_id", STRING.orNull())
              .allow("tool_calls", listOf(OBJECT).orNull())
              .allow("reasoning", STRING.orNull()),
          Fields.model("Message").require("author", OBJECT).require("content", listOf(OBJECT)));

  static final Shape ANY_MESSAGE = Shapes.of(MessageShape::check, MessageShape::schema);

  private MessageShape() {}

  private static void check(JsonNode message, String location, Violations violations) {
    Violations all = new Violations();
    for (Fields form : FORMS) {
      Violations own = new Violations();
      form.check(message, location + "." + form.name(), own);
      if (own.isEmpty()) {
        return;
      }
      all.addAll(own);
    }
    violations.addAll(all);
  }

  private static ObjectNode schema(Definitions definitions) {
    ArrayNode forms = JsonNodeFactory.instance.arrayNode();
    FORMS.forEach(form -> forms.add(form.schema(definitions)));
    return JsonNodeFactory.instance.objectNode().set("anyOf", forms);
  }

  private static void iterableOfObjects(JsonNode value, String location, Violations violations) {
    if (value.isContainerNode()) {
      for (int i = 0; value.isArray() && i < value.size(); i++) {
        OBJECT.check(value.get(i), location + "." + i, violations);
      }
      return;
    }
    violations.add(Violation.of("iterable_type", location, "Input should be iterable", value));
  }
}
