/** PostgreSQL 12 and newer. */
package dev.drydock.activities.database.postgres;
