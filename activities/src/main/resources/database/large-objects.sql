-- Large objects, piece by piece: their number, the sum of their hashes and that of their numbers, by bucket. A piece is 1 MB.
-- What one holds is not carried on, which would fill temporary files; OFFSET 0 has it read once.
WITH RECURSIVE piece (oid, nth, bytes, hash) AS (
  SELECT oid, 0::int8, length(data), md5(data)
    FROM pg_largeobject_metadata, LATERAL (SELECT lo_get(oid, 0, 1048576) AS data OFFSET 0) one
  UNION ALL
  SELECT oid, nth + 1, length(data), md5(data)
    FROM piece, LATERAL (SELECT lo_get(oid, (nth + 1) * 1048576, 1048576) AS data OFFSET 0) one WHERE bytes = 1048576
), hashes AS (
  SELECT oid, sum(hashtextextended(ROW(nth, hash)::text, 0)) AS hash FROM piece GROUP BY oid
)
SELECT 'large objects'::text, hashtextextended(oid::text, 0) & (@buckets@ - 1), count(*), sum(hashtextextended(ROW(oid, hash)::text, 0)), sum(hashtextextended(oid::text, 0)), 0::int8 FROM hashes GROUP BY 2
