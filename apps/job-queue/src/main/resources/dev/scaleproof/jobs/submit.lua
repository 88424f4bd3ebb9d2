-- Takes a job in, unless its idempotency key was used before. May be repeated: the caller made the
-- id, so a job of that id is the same call's.
-- KEYS stream, job hash, and the idempotency key's if there is one.
-- ARGV id, queue, document, milliseconds that the idempotency key is kept.
-- Answers {created | existing | conflict, id}.
local id, queue, job, kept = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if KEYS[3] then
  local holder = redis.call('GET', KEYS[3])
  if holder and holder ~= id then
    local held = redis.call('HGET', 'job:' .. holder, 'job')
    if held then
      return {held == job and 'existing' or 'conflict', holder}
    end
  end
end
if redis.call('EXISTS', KEYS[2]) == 1 then
  return {'created', id}
end
local entry = redis.call('XADD', KEYS[1], '*', 'id', id, 'job', job)
redis.call('HSET', KEYS[2], 'status', 'queued', 'queue', queue, 'job', job, 'entry', entry,
  'attempts', '0', 'submittedAt', string.match(entry, '^%d+'))
if KEYS[3] then
  redis.call('SET', KEYS[3], id, 'PX', kept)
end
return {'created', id}
