/**
 * The application's database: what is known of it, its durable backup, its seal and the way back.
 * What differs from one engine to the next stands behind {@link
 * dev.drydock.activities.database.Engine}, in a package of each engine's own.
 */
package dev.drydock.activities.database;
