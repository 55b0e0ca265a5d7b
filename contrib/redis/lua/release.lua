-- KEYS: the entry. ARGV: token. Answers 1 if there was a lease to end.
local was = redis.call('HDEL', KEYS[1], 't' .. ARGV[1])
if redis.call('HGET', KEYS[1], 'l') == ARGV[1] then redis.call('HDEL', KEYS[1], 'l', 'ld') end
return was
