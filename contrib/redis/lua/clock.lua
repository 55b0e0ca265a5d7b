-- Put in front of every script. Numbers are whole and below 2^53, so that Lua's doubles
-- hold them exactly: microseconds since 1970 reach that in the year 2255.

-- now is the time of the server in microseconds.
local function now()
  local t = redis.call('TIME')
  return t[1] * 1000000 + t[2]
end

-- digits prints a number as Lua's tostring would not: it turns to 1e+15.
local function digits(n) return string.format('%.0f', n) end
