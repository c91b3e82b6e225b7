package dev.drydock.workflows.config;

/**
 * The application's Deployment.
 *
 * @param container the container whose image the version stands for; the schema tool runs in a copy
 *     of it
 */
public record DeploymentConfig(String namespace, String name, String container) {}
