package dev.drydock.workflows.config;

import dev.drydock.workflows.Listed;

/**
 * Who may ask for a run or a plan of an app, and of which versions.
 *
 * @param requesters the approvers among them; null where everybody may ask
 * @param versions null where every tag may be asked for
 */
public record RequestConfig(Listed requesters, VersionRule versions) {
  public static final RequestConfig ANY = new RequestConfig(null, null);
}
