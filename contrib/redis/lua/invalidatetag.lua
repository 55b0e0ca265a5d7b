-- KEYS: the namespace, the bucket. ARGV: slack, index of the bucket, tag, most tags
-- of a bucket, channel, announcement. Answers the number.
--
-- Counter and bucket lie in one slot, so that both change in one step: whoever reads
-- the counter for a lease before it is older than the marker, whoever reads it after is
-- not, and nobody comes in between.
local space, bucket = KEYS[1], KEYS[2]
local n, c = floors(space, tonumber(ARGV[1]))
if not tonumber(redis.call('HGET', bucket, 'floor')) then
  makeBucket(space, bucket, ARGV[2], n, c)
end
n = raised(n)
redis.call('HDEL', space, '-') -- lets the script finish where memory is full
redis.call('HSET', space, 'n', digits(n))
redis.call('HSET', bucket, ARGV[3], digits(n))
if redis.call('HLEN', bucket) > tonumber(ARGV[4]) then
  redis.call('DEL', bucket)
  redis.call('HSET', bucket, 'floor', digits(n))
end
announce(ARGV[5], ARGV[6], n)
return n
