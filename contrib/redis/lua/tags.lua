-- KEYS: the namespace, then buckets. ARGV: slack; for each bucket its index, how many
-- tags are asked for, and these. Answers {n, c, e, and for each tag the counter that
-- what has it must not be older than}.
local space = KEYS[1]
local n, c, e = floors(space, tonumber(ARGV[1]))
local answer = {n, c, e}
local at = 2
for i = 2, #KEYS do
  local index, count = ARGV[at], tonumber(ARGV[at + 1])
  local fields = {'floor'}
  for j = 1, count do fields[j + 1] = ARGV[at + 1 + j] end
  at = at + 2 + count
  local found = redis.call('HMGET', KEYS[i], unpack(fields))
  local floor = tonumber(found[1])
  if not floor then floor = makeBucket(space, KEYS[i], index, n, c) end
  for j = 1, count do
    answer[#answer + 1] = math.max(floor, tonumber(found[j + 1]) or 0)
  end
end
return answer
