package dev.drydock.workflows;

import io.temporal.common.SearchAttributeKey;
import java.util.List;

/** The typed search attributes of a run, as seen in Temporal's UI. None holds a secret. */
public final class Attributes {
  public static final SearchAttributeKey<String> APP = SearchAttributeKey.forKeyword("DrydockApp");
  public static final SearchAttributeKey<String> VERSION =
      SearchAttributeKey.forKeyword("DrydockVersion");
  public static final SearchAttributeKey<String> REQUESTER =
      SearchAttributeKey.forKeyword("DrydockRequester");
  public static final SearchAttributeKey<String> DATABASE =
      SearchAttributeKey.forKeyword("DrydockDatabase");
  public static final SearchAttributeKey<String> STATE =
      SearchAttributeKey.forKeyword("DrydockState");
  public static final SearchAttributeKey<String> RUN = SearchAttributeKey.forKeyword("DrydockRun");

  /** All of them, each of type Keyword. */
  public static final List<SearchAttributeKey<String>> ALL =
      List.of(APP, VERSION, REQUESTER, DATABASE, STATE, RUN);

  private Attributes() {}
}
