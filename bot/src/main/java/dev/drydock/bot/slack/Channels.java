package dev.drydock.bot.slack;

import dev.drydock.workflows.book.RunView;
import dev.drydock.workflows.config.AppConfig;
import dev.drydock.workflows.config.Apps;

/** Which channel a run's card belongs in. */
final class Channels {
  private final Apps apps;
  private final String common;

  /**
   * @param common of all apps that name none; may be null
   */
  Channels(Apps apps, String common) {
    this.apps = apps;
    this.common = common;
  }

  /** True when the configuration says where the app's cards go. */
  boolean hasCommon(String app) {
    return configured(app) != null;
  }

  /**
   * @param asked where it was asked, or null
   */
  String of(String app, String asked) {
    return asked == null ? configured(app) : asked;
  }

  /** Null when nobody said where. */
  String of(RunView view) {
    return of(view.app(), view.request().channel());
  }

  private String configured(String app) {
    return apps.find(app).map(AppConfig::channel).orElse(common);
  }
}
