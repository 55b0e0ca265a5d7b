-- Put in front of the scripts that change an entry, a hash with the fields
--   p        payload
--   n        number of the last write, fill or invalidation
--   d        deadline of the payload, in microseconds of the server's time
--   s        since: what the counter of the namespace was when the payload, or its
--            lease, came to be
--   g        tags of the payload, as the client packs them
--   x        1: marked as expired
--   b        born: when what is there was meant, written or removed; of what was loaded,
--            when its lease was given, since it may be as old as that
--   t<token> a lease: "<deadline> <since> <when it was given>"
--   l, ld    the token that has the lock, and the deadline of the lock

local function numberOf(key) return tonumber(redis.call('HGET', key, 'n')) or 0 end

-- drop removes the fields named and all leases. HDEL is called even if there are none:
-- after a first command that writes, Redis lets a script finish where memory is full.
local function drop(key, fields)
  fields[#fields + 1] = 'l'
  fields[#fields + 1] = 'ld'
  for _, f in ipairs(redis.call('HKEYS', key)) do
    if #f > 1 and string.sub(f, 1, 1) == 't' then fields[#fields + 1] = f end
  end
  redis.call('HDEL', key, unpack(fields))
end

-- store puts a payload in, and ends all leases. HSET comes first: where memory is full
-- it is refused, and nothing has changed.
local function store(key, number, born, since, keep, atLeast, tags, payload)
  redis.call('HSET', key, 'p', payload, 'n', digits(number), 'b', born, 'd', digits(now() + keep),
    's', since, 'g', tags)
  drop(key, {'x'})
  redis.call('PEXPIRE', key, digits(math.ceil(math.max(keep, atLeast) / 1000)))
end

-- prolong makes an entry be kept for so many microseconds, if it is not already.
local function prolong(key, time)
  local ms = math.ceil(time / 1000)
  if redis.call('PTTL', key) < ms then redis.call('PEXPIRE', key, digits(ms)) end
end

-- order gives a change its number, and when it was meant; nil if what is there was meant
-- later. Without an age it is meant now, and always newer.
local function order(key, age)
  local f, t = redis.call('HMGET', key, 'n', 'b'), now()
  local n = tonumber(f[1]) or 0
  if age > 0 then
    t = t - age
    if t < (tonumber(f[2]) or n) then return nil, n end
  end
  local number = math.max(t, n + 1)
  if age == 0 then t = number end
  return number, t
end

-- late reports whether a change comes after its client has given it up: it was held up
-- on its way, or the server stood still. The client will send it again, with its age, and
-- what came later must not be undone by it. 0 is no limit.
local function late(notAfter)
  return notAfter > 0 and now() > notAfter
end

-- announce publishes a change in the same step.
local function announce(channel, message, number)
  if channel ~= '' then redis.call('PUBLISH', channel, message .. digits(number)) end
end
