-- KEYS: the entry. ARGV: token, time. Answers 1 if there was a lease to prolong.
local key, t = KEYS[1], now()
local lease = redis.call('HGET', key, 't' .. ARGV[1])
if not lease then return 0 end
local deadline, rest = string.match(lease, '^(%d+)( %d+ %d+)$')
if not deadline or tonumber(deadline) <= t then return 0 end
local till = digits(t + tonumber(ARGV[2]))
redis.call('HSET', key, 't' .. ARGV[1], till .. rest)
if redis.call('HGET', key, 'l') == ARGV[1] then redis.call('HSET', key, 'ld', till) end
prolong(key, tonumber(ARGV[2]))
return 1
