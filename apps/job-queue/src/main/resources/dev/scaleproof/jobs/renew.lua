-- Begins the leases of running jobs anew, where they are still this consumer's.
-- KEYS stream. ARGV consumer, then for each job id, entry, lease.
-- Answers for each 1, or 0 for a lease that is lost.
local answers = {}
for i = 2, #ARGV, 3 do
  local hash = redis.call('HMGET', 'job:' .. ARGV[i], 'status', 'lease')
  local mine = hash[1] == 'running' and hash[2] == ARGV[i + 2]
  if mine then
    redis.call('XCLAIM', KEYS[1], GROUP, ARGV[1], 0, ARGV[i + 1], 'JUSTID')
  end
  answers[#answers + 1] = mine and 1 or 0
end
return answers
