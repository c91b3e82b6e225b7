/** The cluster: pods, Deployments, and how to wait for them. */
package dev.drydock.activities.kubernetes;
