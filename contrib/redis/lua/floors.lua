-- Put in front of the scripts about the namespace. Its hash has the fields
--   n     the counter: raised by each invalidation of a tag or of all
--   c     what came to be before this value of the counter is gone
--   e     what came to be before this value of the counter is expired
--   r     the servers that are known, as identity.lua keeps them
--   b<i>  1: the bucket of tags i has been made
-- A bucket is a hash from tags to the counter at their last invalidation, with a field
-- "floor" that holds for tags that are not in it.

-- raised is the next value of the counter.
local function raised(n) return math.max(now(), n + 1) end

-- floors returns n, c and e. If the hash was lost (flushed, evicted, an empty server),
-- nobody knows what was invalidated: all that is older than now is gone. slack is how
-- far the clock of another server, that made numbers before, may have been ahead.
local function floors(key, slack)
  local f = redis.call('HMGET', key, 'n', 'c', 'e')
  local n, c, e = tonumber(f[1]), tonumber(f[2]), tonumber(f[3])
  if n and c then return n, c, e or 0 end
  n = now() + slack
  redis.call('DEL', key)
  redis.call('HSET', key, 'n', digits(n), 'c', digits(n))
  return n, n, 0
end

-- makeBucket makes a bucket that is not there, and returns its floor. If it never was,
-- what is older than c is gone anyway. If it was lost, its markers were not above the
-- counter: what is older than that may be invalid.
local function makeBucket(space, bucket, index, n, c)
  local floor = c
  if redis.call('HEXISTS', space, 'b' .. index) == 1 then floor = n end
  redis.call('DEL', bucket)
  redis.call('HSET', bucket, 'floor', digits(floor))
  redis.call('HSET', space, 'b' .. index, 1)
  return floor
end
