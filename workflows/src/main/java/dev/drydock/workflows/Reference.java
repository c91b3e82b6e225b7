package dev.drydock.workflows;

/**
 * A Secret or ConfigMap that an app's pods use, as it stood. Never what is in it.
 *
 * @param kind {@code Secret} or {@code ConfigMap}
 * @param version its resourceVersion, {@link #ABSENT} or {@link #UNKNOWN}
 */
public record Reference(String kind, String name, String version) {
  /** It is optional and not there. */
  public static final String ABSENT = "absent";

  /** Drydock's account has no right to look at it. */
  public static final String UNKNOWN = "unknown";

  boolean isSameObject(Reference other) {
    return kind.equals(other.kind) && name.equals(other.name);
  }

  /** What became of it, or an empty string where nothing did. */
  String change(Reference later) {
    if (version.equals(later.version)) {
      return "";
    }
    String what = kind + " " + name + ", which its pods use, ";
    if (later.version.equals(UNKNOWN)) {
      return what + "may no longer be looked at";
    }
    if (version.equals(UNKNOWN)) {
      return what + "may be looked at only now: the plan does not tell how it stood";
    }
    if (later.version.equals(ABSENT)) {
      return what + "is gone";
    }
    return what + (version.equals(ABSENT) ? "is there now" : "was changed");
  }
}
