-- Shows how far an attempt is, if it still holds its lease.
-- KEYS job hash. ARGV id, lease, progress. Answers 1, or 0 if the lease is lost.
local hash = redis.call('HMGET', KEYS[1], 'status', 'lease')
if hash[1] ~= 'running' or hash[2] ~= ARGV[2] then
  return {0}
end
redis.call('HSET', KEYS[1], 'progress', ARGV[3])
publish(ARGV[1], 'running')
return {1}
