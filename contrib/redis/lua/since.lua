-- KEYS: the entry. ARGV: number, since. Corrects what a write has noted as since, if
-- it is still the last word on the entry.
if numberOf(KEYS[1]) == tonumber(ARGV[1]) and redis.call('HEXISTS', KEYS[1], 'p') == 1 then
  redis.call('HSET', KEYS[1], 's', ARGV[2])
end
return 1
