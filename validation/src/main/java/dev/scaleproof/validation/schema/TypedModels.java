package dev.scaleproof.validation.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.scaleproof.validation.manifest.Manifest;
import dev.scaleproof.validation.manifest.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The models of the Kubernetes client, read strictly: with a JDK alone they know every field and
 * its type, but not which must be there nor which words are allowed.
 */
public final class TypedModels implements Schemas {
  private final Kinds kinds;
  private final ObjectMapper mapper =
      JsonMapper.builder()
          .annotationIntrospector(new NoCatchAll())
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(
              LogicalType.Textual,
              text -> {
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
              })
          .build();

  public TypedModels(Kinds kinds) {
    this.kinds = kinds;
  }

  @Override
  public Optional<List<Problem>> check(Manifest manifest) {
    return kinds.model(manifest).map(model -> read(manifest, model));
  }

  private List<Problem> read(Manifest manifest, Class<?> model) {
    UnknownFields unknown = new UnknownFields(manifest);
    ObjectReader reader = mapper.readerFor(model).withHandler(unknown);
    List<Problem> problems = unknown.problems;
    try {
      reader.readValue(manifest.tree());
    } catch (MismatchedInputException wrongType) {
      JsonPointer place = pointer(wrongType.getPath());
      String field = FieldPath.of(place.toString());
      Class<?> wanted = wrongType.getTargetType();
      JsonNode value = manifest.tree().at(place);
      problems.add(
          new Problem(
              manifest.file(),
              manifest.title(),
              field,
              "is %s; it must be %s"
                  .formatted(value, words(wanted == null ? Object.class : wanted))));
    } catch (IOException other) {
      String first = String.valueOf(other.getMessage()).lines().findFirst().orElse("");
      problems.add(new Problem(manifest.file(), manifest.title(), "", first));
    }
    return List.copyOf(problems);
  }

  private static String words(Class<?> type) {
    if (type == String.class) {
      return "text; put it in quotes";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false, without quotes";
    }
    if (Number.class.isAssignableFrom(type) || type == int.class || type == long.class) {
      return "a number, without quotes";
    }
    return Iterable.class.isAssignableFrom(type) ? "a list" : "a mapping of fields";
  }

  private static JsonPointer pointer(List<JsonMappingException.Reference> references) {
    JsonPointer pointer = JsonPointer.empty();
    for (JsonMappingException.Reference reference : references) {
      pointer =
          reference.getFieldName() == null
              ? pointer.appendIndex(reference.getIndex())
              : pointer.appendProperty(reference.getFieldName());
    }
    return pointer;
  }

  /** The models put what they do not know into a map; here nothing may get there. */
  private static final class NoCatchAll extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return Boolean.FALSE;
    }
  }

  private static final class UnknownFields extends DeserializationProblemHandler {
    private final Manifest manifest;
    private final List<Problem> problems = new ArrayList<>();

    UnknownFields(Manifest manifest) {
      this.manifest = manifest;
    }

    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        JsonDeserializer<?> deserializer,
        Object beanOrClass,
        String name)
        throws IOException {
      String field = FieldPath.of(parser.getParsingContext().pathAsPointer().toString());
      problems.add(new Problem(manifest.file(), manifest.title(), field, FieldPath.UNKNOWN_FIELD));
      parser.skipChildren();
      return true;
    }
  }
}
