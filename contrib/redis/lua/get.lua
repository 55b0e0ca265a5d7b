-- KEYS: the entry. ARGV: the largest payload that is wanted.
-- Answers {number}, or {number, size} if it is larger than that,
-- or {number, remains in microseconds, since, expired, tags, payload}, where expired is 0 if
-- it is not, and else for how many microseconds it has been, and one.
local f = redis.call('HMGET', KEYS[1], 'n', 'd', 's', 'x', 'g')
local n, d, s = tonumber(f[1]), tonumber(f[2]), tonumber(f[3])
if not n then return {0} end
if not d or not s then return {n} end
local remains = d - now()
if remains <= 0 then return {n} end
local size = redis.call('HSTRLEN', KEYS[1], 'p')
if size > tonumber(ARGV[1]) then return {n, size} end
local p = redis.call('HGET', KEYS[1], 'p')
if not p then return {n} end
return {n, remains, s, f[4] and math.max(now() - n, 0) + 1 or 0, f[5] or '', p}
