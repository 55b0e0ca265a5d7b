-- KEYS: the entry. ARGV: age, since, keep, kept at least, tags, payload, channel,
-- announcement, the time after which it is too late. Answers {1, number}, or {0, number of
-- what is there} if that is newer, or {2, the time} if it is too late.
if late(tonumber(ARGV[9])) then return {2, now()} end
local number, meant = order(KEYS[1], tonumber(ARGV[1]))
if not number then return {0, meant} end
local since = ARGV[2]
-- A write that was meant to happen before an invalidation of a tag, or of all, does
-- not outlive it by coming late: the counter is the time of the last one.
if ARGV[1] ~= '0' and meant < tonumber(since) then since = digits(meant) end
store(KEYS[1], number, digits(meant), since, tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5], ARGV[6])
announce(ARGV[7], ARGV[8], number)
return {1, number, tonumber(since)}
