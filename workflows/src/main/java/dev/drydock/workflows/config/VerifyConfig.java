package dev.drydock.workflows.config;

import java.util.List;

/** The app's own checks: SQL before users are let in, HTTP after the new version is up. */
public record VerifyConfig(List<SqlCheck> sql, List<HttpCheck> http) {
  /**
   * @param query returns one value
   * @param expect that value as text
   */
  public record SqlCheck(String name, String query, String expect) {}

  /**
   * @param url asked by GET
   * @param status expected
   */
  public record HttpCheck(String name, String url, int status) {}
}
