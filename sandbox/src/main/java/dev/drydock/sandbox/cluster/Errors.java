package dev.drydock.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** The API server's refusals, in its own words (k8s.io/apimachinery/pkg/api/errors). */
final class Errors {
  /** One field that is wrong; {@code reason} as in {@code FieldValueRequired}. */
  record Cause(String reason, String field, String message) {
    static Cause required(String field, String more) {
      String tail = more.isEmpty() ? "" : ": " + more;
      return new Cause("FieldValueRequired", field, "Required value" + tail);
    }

    static Cause invalid(String field, Object value, String why) {
      String shown = value instanceof String s ? '"' + s + '"' : String.valueOf(value);
      return new Cause("FieldValueInvalid", field, "Invalid value: " + shown + ": " + why);
    }

    static Cause forbidden(String field, String why) {
      return new Cause("FieldValueForbidden", field, "Forbidden: " + why);
    }
  }

  private Errors() {}

  static ObjectNode status(int code, String reason, String message) {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Failure").put("message", message);
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    return status.put("code", code);
  }

  private static ApiException about(int code, String reason, Kind kind, String name, String text) {
    ObjectNode status = status(code, reason, text);
    ObjectNode details = status.putObject("details").put("name", name).put("kind", kind.plural());
    if (!kind.group().isEmpty()) {
      details.put("group", kind.group());
    }
    return new ApiException(status);
  }

  private static String quoted(Kind kind, String name) {
    return kind.resource() + " \"" + name + "\"";
  }

  static ApiException badRequest(String message) {
    return new ApiException(status(400, "BadRequest", message));
  }

  /** Of an object that may be created and not applied: 500, as the real server has it. */
  static ApiException untypable(Kind kind, ObjectNode object, String why) {
    return new ApiException(
        status(
            500,
            "",
            "failed to create typed patch object (%s/%s; %s, Kind=%s): %s"
                .formatted(
                    Meta.namespace(object),
                    Meta.name(object),
                    kind.apiVersion(),
                    kind.kind(),
                    why)));
  }

  static ApiException notFound(Kind kind, String name) {
    return about(404, "NotFound", kind, name, quoted(kind, name) + " not found");
  }

  static ApiException noSuchPath() {
    return new ApiException(
        status(404, "NotFound", "the server could not find the requested resource"));
  }

  static ApiException methodNotAllowed() {
    return new ApiException(
        status(
            405,
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource"));
  }

  static ApiException unsupportedMediaType(String type) {
    return new ApiException(
        status(
            415,
            "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types include:"
                + " application/json-patch+json, application/merge-patch+json,"
                + " application/strategic-merge-patch+json, application/apply-patch+yaml; got "
                + type));
  }

  static ApiException alreadyExists(Kind kind, String name) {
    return about(409, "AlreadyExists", kind, name, quoted(kind, name) + " already exists");
  }

  static ApiException beingDeleted(Kind kind, String name) {
    String text = "object is being deleted: " + quoted(kind, name) + " already exists";
    return about(409, "AlreadyExists", kind, name, text);
  }

  static ApiException conflict(Kind kind, String name, String why) {
    String text = "Operation cannot be fulfilled on " + quoted(kind, name) + ": " + why;
    return about(409, "Conflict", kind, name, text);
  }

  static ApiException stale(Kind kind, String name) {
    return conflict(
        kind,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  static ApiException applyConflict(Kind kind, String name, List<Cause> causes) {
    String text =
        causes.size() == 1
            ? "Apply failed with 1 conflict: " + messages(causes)
            : "Apply failed with " + causes.size() + " conflicts: " + messages(causes);
    return withCauses(about(409, "Conflict", kind, name, text), causes);
  }

  static ApiException invalid(Kind kind, String name, List<Cause> causes) {
    String head = kind.qualifiedKind() + " \"" + name + "\" is invalid: ";
    String all =
        causes.stream().map(c -> c.field() + ": " + c.message()).collect(Collectors.joining(", "));
    String text = head + (causes.size() == 1 ? all : "[" + all + "]");
    return withCauses(about(422, "Invalid", kind, name, text), causes);
  }

  private static String messages(List<Cause> causes) {
    return causes.stream()
        .map(c -> c.message() + ": " + c.field())
        .collect(Collectors.joining(", "));
  }

  private static ApiException withCauses(ApiException error, List<Cause> causes) {
    var list = ((ObjectNode) error.status().get("details")).putArray("causes");
    for (Cause c : causes) {
      list.addObject()
          .put("reason", c.reason())
          .put("message", c.message())
          .put("field", c.field());
    }
    return error;
  }

  static ApiException forbidden(Kind kind, String name, String why) {
    String text = quoted(kind, name) + " is forbidden: " + why;
    return about(403, "Forbidden", kind, name, text);
  }

  static ApiException gone(long asked, long oldest) {
    String text = "too old resource version: " + asked + " (" + oldest + ")";
    return new ApiException(status(410, "Expired", text));
  }

  static ApiException internal(String message) {
    return new ApiException(status(500, "InternalError", "Internal error occurred: " + message));
  }
}
