-- KEYS: the entry. ARGV: age, 1 to mark as expired, time to remember the number,
-- channel, announcement, the time after which it is too late.
-- Answers {1, number}, or {0, number of what is there} if that is newer, or {2, the time} if it
-- is too late.
if late(tonumber(ARGV[6])) then return {2, now()} end
local key = KEYS[1]
local number, meant = order(key, tonumber(ARGV[1]))
if not number then return {0, meant} end
if ARGV[2] == '1' and redis.call('HEXISTS', key, 'p') == 1 then
  drop(key, {})
  redis.call('HSET', key, 'n', digits(number), 'b', digits(meant), 'x', 1)
  prolong(key, tonumber(ARGV[3]))
else
  drop(key, {'p', 'd', 's', 'g', 'x'})
  redis.call('HSET', key, 'n', digits(number), 'b', digits(meant))
  redis.call('PEXPIRE', key, digits(math.ceil(tonumber(ARGV[3]) / 1000)))
end
announce(ARGV[4], ARGV[5], number)
return {1, number}
