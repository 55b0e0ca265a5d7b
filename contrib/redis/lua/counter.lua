-- KEYS: the namespace. ARGV: slack. Answers {n, c, e, the time}.
local n, c, e = floors(KEYS[1], tonumber(ARGV[1]))
return {n, c, e, now()}
