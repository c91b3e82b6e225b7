/**
 * Where durable backups lie: a directory, or storage that speaks S3. What is in a backup is not
 * known here; only that it is files, and counts once its manifest is there.
 */
package dev.drydock.activities.database.store;
