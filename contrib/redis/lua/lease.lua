-- KEYS: the entry. ARGV: token, number seen, time, 1 for the lock, since, most leases.
-- Answers {0}: granted, {1, microseconds}: held so long, {2}: another number is there.
local key, token = KEYS[1], ARGV[1]
if numberOf(key) ~= tonumber(ARGV[2]) then return {2} end
local t, time = now(), tonumber(ARGV[3])

local leases, gone = 0, {}
for _, f in ipairs(redis.call('HKEYS', key)) do
  if #f > 1 and string.sub(f, 1, 1) == 't' then
    local deadline = tonumber(string.match(redis.call('HGET', key, f), '^%d+'))
    if not deadline or deadline <= t then gone[#gone + 1] = f else leases = leases + 1 end
  end
end
if #gone > 0 then redis.call('HDEL', key, unpack(gone)) end

if ARGV[4] == '1' then
  local l = redis.call('HMGET', key, 'l', 'ld')
  local deadline = tonumber(l[2])
  if l[1] and l[1] ~= token and deadline and deadline > t then return {1, deadline - t} end
end
-- With so many loads of one key at once one more gets no lease: its Fill is refused,
-- and what the others bring is as good.
if leases >= tonumber(ARGV[6]) and redis.call('HEXISTS', key, 't' .. token) == 0 then return {0} end
redis.call('HSET', key, 't' .. token, digits(t + time) .. ' ' .. ARGV[5] .. ' ' .. digits(math.max(t, tonumber(ARGV[2]))))
if ARGV[4] == '1' then redis.call('HSET', key, 'l', token, 'ld', digits(t + time)) end
prolong(key, time)
return {0}
