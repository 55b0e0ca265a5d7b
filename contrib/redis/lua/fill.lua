-- KEYS: the entry. ARGV: token, keep, kept at least, tags, payload.
-- Answers {1, number}, or {0, number of what is there} if the lease has ended.
local key, t, n = KEYS[1], now(), numberOf(KEYS[1])
local lease = redis.call('HGET', key, 't' .. ARGV[1])
local deadline, since, given
if lease then deadline, since, given = string.match(lease, '^(%d+) (%d+) (%d+)$') end
if not deadline or tonumber(deadline) <= t then return {0, n} end
local number = math.max(t, n + 1)
store(key, number, given, since, tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], ARGV[5])
return {1, number}
