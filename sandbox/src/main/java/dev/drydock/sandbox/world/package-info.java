/**
 * The sandbox as a whole: Temporal, PostgreSQL, a cluster whose pods are processes, a Slack
 * look-alike, applications with data and traffic, and Drydock as in production beside them.
 * Everything listens on 127.0.0.1 and ends with {@code World.close()}.
 */
package dev.drydock.sandbox.world;
