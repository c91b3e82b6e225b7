package dev.drydock.workflows;

import java.util.Locale;

/** How the old version's Deployment is taken out of the way. */
public enum TakeDownWay {
  /** It is deleted and made anew: a stranger cannot scale it up again. */
  DELETE("deleted"),
  /** It is scaled to 0 and kept: its UID, history and owners stay, and an autoscaler keeps out. */
  SCALE("scaled to 0");

  private final String done;

  TakeDownWay(String done) {
    this.done = done;
  }

  /** What happens to the Deployment, for people: {@code deleted}. */
  public String done() {
    return done;
  }

  /** As it is written in {@code drydock.yaml}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The way that {@code key} stands for. */
  public static TakeDownWay of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
