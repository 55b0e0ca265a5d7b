-- KEYS: the namespace. ARGV: slack, field of the floor (c or e), most servers to
-- remember, then the identities of servers. One that was not known may have lost
-- what was written last, invalidations among it: the floor is raised.
-- Answers 1 if it was.
local space, known = KEYS[1], nil
local n = floors(space, tonumber(ARGV[1]))
known = redis.call('HGET', space, 'r')
local first = not known
local list, is = {}, {}
for id in string.gmatch(known or '', '%S+') do
  list[#list + 1] = id
  is[id] = true
end
local new = false
for i = 4, #ARGV do
  if not is[ARGV[i]] then
    list[#list + 1] = ARGV[i]
    is[ARGV[i]] = true
    new = true
  end
end
if not new then return 0 end
local most = tonumber(ARGV[3])
redis.call('HDEL', space, '-') -- lets the script finish where memory is full
redis.call('HSET', space, 'r', table.concat(list, ' ', math.max(1, #list - most + 1)))
if first then return 0 end
n = math.max(now() + tonumber(ARGV[1]), n + 1)
redis.call('HSET', space, 'n', digits(n), ARGV[2], digits(n))
return 1
