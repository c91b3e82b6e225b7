/** Schema tools: what to call in the image, and how to read what they answer. */
package dev.drydock.activities.schema;
