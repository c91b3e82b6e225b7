package dev.drydock.activities.kubernetes;

/** A pod by its place. */
public record PodAt(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
