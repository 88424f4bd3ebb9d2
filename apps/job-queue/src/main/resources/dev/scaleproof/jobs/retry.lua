-- Puts a dead letter back into its queue. Attempts are counted on, since their number is never
-- used twice, but those so far are excused.
-- KEYS stream, dead letters, job hash. ARGV queue, id, the dead letter's entry.
-- Answers {queued | gone | truncated}; gone also where the id is by now another job's.
local found = redis.call('XRANGE', KEYS[2], ARGV[3], ARGV[3])
if #found == 0 then
  return {'gone'}
end
local letter = {}
for i = 1, #found[1][2], 2 do
  letter[found[1][2][i]] = found[1][2][i + 1]
end
if letter.truncated == '1' then
  return {'truncated'}
end
local status = redis.pcall('HGET', KEYS[3], 'status')
if type(status) == 'table' or (status and status ~= 'dead') then
  return {'gone'}
end
redis.call('XDEL', KEYS[2], ARGV[3])
redis.call('HSET', KEYS[3], 'queue', ARGV[1], 'job', letter.job, 'attempts', letter.attempts,
  'excused', letter.attempts, 'reason', '', 'endedAt', '', 'startedAt', '', 'lease', '')
redis.call('HSETNX', KEYS[3], 'submittedAt', text(now()))
redis.call('PERSIST', KEYS[3])
enqueue({stream = KEYS[1]}, ARGV[2], letter.job)
return {'queued'}
