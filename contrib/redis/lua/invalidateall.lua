-- KEYS: the namespace. ARGV: slack, field of the floor (c or e), channel, announcement.
-- Answers the number.
local n = raised((floors(KEYS[1], tonumber(ARGV[1]))))
redis.call('HDEL', KEYS[1], '-') -- lets the script finish where memory is full
redis.call('HSET', KEYS[1], 'n', digits(n), ARGV[2], digits(n))
announce(ARGV[3], ARGV[4], n)
return n
