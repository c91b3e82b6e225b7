package dev.drydock.workflows;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * All that is about to happen, computed before anything is touched. Two plans with the same {@link
 * #digest()} do the same.
 *
 * @param deployment {@code namespace/name}
 * @param deploymentDigest of the Deployment's spec as it stood; somebody else's edit changes it
 * @param replicas of the Deployment as it stood
 * @param running image the old version runs
 * @param image image the new version will run
 * @param databaseBytes size of the database; not part of the digest
 * @param notes what the approver should know, one line each; not part of the digest
 * @param takeDown what will be done to the Deployment; absent in plans of the first versions, which
 *     deleted it
 * @param startEarly true where the new pods start behind the fence while the upgrade runs
 * @param references Secrets and ConfigMaps that the Deployment's pods use, as they stood
 */
public record Plan(
    String app,
    String version,
    DatabaseId database,
    String deployment,
    String deploymentDigest,
    int replicas,
    Image running,
    Image image,
    SchemaPlan schema,
    WayBack wayBack,
    Policy policy,
    long databaseBytes,
    List<String> notes,
    TakeDownWay takeDown,
    List<Reference> references,
    boolean startEarly) {

  /** Runs that were planned before references were kept have none. */
  public Plan {
    references = references == null ? List.of() : List.copyOf(references);
    takeDown = takeDown == null ? TakeDownWay.DELETE : takeDown;
  }

  /** One that deletes the Deployment and makes it anew. */
  public Plan(
      String app,
      String version,
      DatabaseId database,
      String deployment,
      String deploymentDigest,
      int replicas,
      Image running,
      Image image,
      SchemaPlan schema,
      WayBack wayBack,
      Policy policy,
      long databaseBytes,
      List<String> notes) {
    this(
        app,
        version,
        database,
        deployment,
        deploymentDigest,
        replicas,
        running,
        image,
        schema,
        wayBack,
        policy,
        databaseBytes,
        notes,
        TakeDownWay.DELETE,
        List.of(),
        false);
  }

  /** {@code sha256:...} over everything that decides what will be done. */
  public String digest() {
    return digest(policy);
  }

  private String digest(Policy decided) {
    List<Object> decisive =
        new ArrayList<>(
            List.of(
                app,
                version,
                database,
                deployment,
                deploymentDigest,
                running,
                image,
                schema,
                wayBack,
                decided));
    if (takeDown != TakeDownWay.DELETE) {
      decisive.add(takeDown); // without it, the digest of earlier plans and their approvals
    }
    if (!references.isEmpty()) {
      decisive.add(references);
    }
    if (startEarly) {
      decisive.add("start early");
    }
    return Digest.ofJson(decisive);
  }

  /** The same with the SQL of another. */
  public Plan withSqlOf(Plan other) {
    return with(schema.withSqlOf(other.schema));
  }

  private Plan with(SchemaPlan other) {
    return new Plan(
        app,
        version,
        database,
        deployment,
        deploymentDigest,
        replicas,
        running,
        image,
        other,
        wayBack,
        policy,
        databaseBytes,
        notes,
        takeDown,
        references,
        startEarly);
  }

  /** The tag that runs now, or its digest where it has no tag. */
  public String fromVersion() {
    String tag = Image.tag(running.reference());
    return tag.isEmpty() ? Digest.brief(running.digest()) : tag;
  }

  /**
   * What differs in the other, later one, one line each, in words for the approver; empty when the
   * digests are equal.
   */
  public List<String> differences(Plan other) {
    Plan later = other.with(other.schema.asIn(schema));
    List<String> found = new ArrayList<>();
    differ(found, "image " + image.reference(), image.digest(), later.image.digest());
    differ(found, "running image", running.digest(), later.running.digest());
    differ(found, "Deployment " + deployment, deploymentDigest, later.deploymentDigest);
    differ(found, "current revision", schema.current(), later.schema.current());
    differ(found, "target revision", schema.target(), later.schema.target());
    differ(found, "position of the tool's record", schema.position(), later.schema.position());
    differ(found, "pending changes", ids(schema), ids(later.schema));
    differ(found, "SQL", sqlDigest(schema), sqlDigest(later.schema));
    differ(found, "take down", takeDown.key(), later.takeDown.key());
    differ(found, "start early", startEarly, later.startEarly);
    differ(found, "way back", wayBack, later.wayBack);
    Policy decided = later.policy.asIn(policy);
    differ(found, "policy", policy, decided);
    referencesChanged(later, found);
    if (found.isEmpty() && !digest().equals(later.digest(decided))) {
      found.add("configuration of " + app + " changed");
    }
    return found;
  }

  private void referencesChanged(Plan later, List<String> found) {
    for (Reference before : references) {
      later.references.stream()
          .filter(before::isSameObject)
          .map(before::change)
          .filter(change -> !change.isEmpty())
          .forEach(found::add);
    }
  }

  private static void differ(List<String> found, String what, Object before, Object now) {
    if (!Objects.equals(before, now)) {
      found.add(what + ": " + brief(before) + " -> " + brief(now));
    }
  }

  private static String brief(Object value) {
    String text = String.valueOf(value);
    return text.startsWith("sha256:") ? Digest.brief(text) : text;
  }

  private static List<String> ids(SchemaPlan schema) {
    return schema.pending().stream().map(Change::id).toList();
  }

  private static String sqlDigest(SchemaPlan schema) {
    return schema.sql() == null ? "none" : schema.sql().digest();
  }
}
