-- Ends attempts: stores a result and acknowledges its entry in one step, or plans a retry, or
-- gives the job up, or hands it back. May be repeated: an ended attempt is known by its lease.
-- The first result is the job's, even when it comes from a worker that has lost its lease
-- meanwhile; nothing ever overwrites it. All else is only for the lease's owner.
-- KEYS and ARGV 1 to 6 as in `consumed`; then for each attempt id, lease, done | retry | dead |
-- back, result or reason, back-off in milliseconds.
-- Answers for each stored | retried | dead | back, or duplicate (had its result), or lost.
local q = consumed()
local at = now()

local function store(id, lease, status, owner, entry, result)
  if status == 'done' and owner == lease then
    return 'stored'
  elseif status == 'done' or status == 'dead' then
    if redis.call('HGET', 'job:' .. id, 'duplicate') ~= lease then
      redis.call('HSET', 'job:' .. id, 'duplicate', lease)
      count(q, 'duplicates')
    end
    return 'duplicate'
  end
  if entry and entry ~= '' then
    drop(q, entry)
  end
  if status == 'queued' then
    redis.call('ZREM', q.retries, id)
  end
  redis.call('HSET', 'job:' .. id, 'status', 'done', 'result', result, 'endedAt', text(at),
    'lease', lease, 'worker', q.worker, 'entry', '', 'reason', '', 'progress', '')
  redis.call('PEXPIRE', 'job:' .. id, q.retention)
  publish(id, 'done')
  return 'stored'
end

local function retry(id, hash, reason, delay)
  redis.call('ZADD', q.retries, text(at + tonumber(delay)), id)
  redis.call('HSET', 'job:' .. id, 'status', 'queued', 'reason', reason, 'entry', '')
  publish(id, 'queued')
  return 'retried'
end

local function give_up(id, hash, reason)
  bury(q, id, hash[6] or '', reason, tonumber(hash[4]), true)
  return 'dead'
end

local function hand_back(id, hash)
  redis.call('HINCRBY', 'job:' .. id, 'excused', 1)
  enqueue(q, id, hash[6])
  return 'back'
end

local function fail(id, hash, kind, reason, delay)
  drop(q, hash[3])
  if kind == 'back' then
    return hand_back(id, hash)
  elseif kind == 'retry' and tonumber(hash[4]) - tonumber(hash[5] or 0) < q.max then
    return retry(id, hash, reason, delay)
  end
  return give_up(id, hash, reason)
end

local answers = {}
for i = 7, #ARGV, 5 do
  local id, lease, kind, payload, delay =
    ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local answer
  if kind == 'done' then
    local hash = redis.call('HMGET', 'job:' .. id, 'status', 'lease', 'entry')
    answer = hash[1] and store(id, lease, hash[1], hash[2], hash[3], payload) or 'lost'
  else
    local hash = redis.call('HMGET', 'job:' .. id, 'status', 'lease', 'entry', 'attempts',
      'excused', 'job')
    if hash[2] ~= lease then
      answer = 'lost'
    elseif hash[1] ~= 'running' then
      answer = ({queued = kind == 'back' and 'back' or 'retried', dead = 'dead'})[hash[1]] or 'lost'
    else
      answer = fail(id, hash, kind, payload, delay)
    end
  end
  answers[#answers + 1] = answer
end
return answers
