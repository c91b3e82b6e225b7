/**
 * What is about to happen, computed before anything is touched, and computed again before it is.
 */
package dev.drydock.activities.plan;
