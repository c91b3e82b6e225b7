/** What is done to an app's PostgreSQL database. */
package dev.drydock.activities.database;
