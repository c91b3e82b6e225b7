/**
 * The application's database: what is known of it, its durable backup, its seal and the way back.
 * PostgreSQL 12 and newer.
 */
package dev.drydock.activities.database;
