-- Large objects, piece by piece: their number, the sum of their hashes and that of their numbers, by bucket. A piece is 1 MB.
WITH RECURSIVE piece (oid, nth, data) AS (
  SELECT oid, 0::int8, lo_get(oid, 0, 1048576) FROM pg_largeobject_metadata
  UNION ALL
  SELECT oid, nth + 1, lo_get(oid, (nth + 1) * 1048576, 1048576) FROM piece WHERE length(data) = 1048576
), hashes AS (
  SELECT oid, sum(hashtextextended(ROW(nth, md5(data))::text, 0)) AS hash FROM piece GROUP BY oid
)
SELECT 'large objects'::text, hashtextextended(oid::text, 0) & (@buckets@ - 1), count(*), sum(hashtextextended(ROW(oid, hash)::text, 0)), sum(hashtextextended(oid::text, 0)), 0::int8 FROM hashes GROUP BY 2
