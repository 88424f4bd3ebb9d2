-- Stands before each of the scripts. All of them read and write keys whose names they make from a
-- job's id, so they need one Redis and not a Redis Cluster. Effects are replicated, not scripts.
-- In each, the first write is a command that Redis takes even when its memory is full, where that
-- is needed to drain it.

local GROUP = 'workers'

-- Milliseconds since 1970 by Redis' clock: the only clock, so workers' clocks may differ.
local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- A whole number as text; Lua's own way turns 1700000000000 into 1.7e+12.
local function text(number)
  return string.format('%.0f', number)
end

-- Tells watchers to read the hash again.
local function publish(id, status)
  redis.call('PUBLISH', 'job-events:' .. id, status)
end

local function count(q, what)
  redis.call('HINCRBY', 'jobs:' .. q.name .. ':counts', what, 1)
end

-- The entry is dealt with: no longer pending, and no longer part of the stream's length.
local function drop(q, entry)
  redis.call('XACK', q.stream, GROUP, entry)
  redis.call('XDEL', q.stream, entry)
end

-- What consuming scripts are given: KEYS stream, retries, dead letters; ARGV as below.
local function consumed()
  return {
    stream = KEYS[1],
    retries = KEYS[2],
    dead = KEYS[3],
    name = ARGV[1],
    consumer = ARGV[2],
    worker = ARGV[3],
    max = tonumber(ARGV[4]),
    largest = tonumber(ARGV[5]),
    retention = ARGV[6]
  }
end

-- Writes a dead letter, and into the job's hash if it is one's own to write.
local function bury(q, id, job, reason, attempts, into_hash)
  local truncated = '0'
  if #job > q.largest then
    job = string.sub(job, 1, 1024)
    truncated = '1'
  end
  redis.call('XADD', q.dead, '*', 'id', id, 'job', job, 'reason', reason,
    'attempts', text(attempts), 'truncated', truncated)
  if into_hash then
    local at = text(now())
    redis.call('HSET', 'job:' .. id, 'status', 'dead', 'queue', q.name, 'reason', reason,
      'attempts', text(attempts), 'endedAt', at)
    redis.call('HSETNX', 'job:' .. id, 'submittedAt', at)
    redis.call('PEXPIRE', 'job:' .. id, q.retention)
    publish(id, 'dead')
  end
end

-- Gives a job that waits in its hash a new entry in the stream.
local function enqueue(q, id, job)
  local entry = redis.call('XADD', q.stream, '*', 'id', id, 'job', job)
  redis.call('HSET', 'job:' .. id, 'status', 'queued', 'entry', entry)
  publish(id, 'queued')
end

-- What is wrong with an entry's fields, if anything is; else its id and its document.
local function read(q, fields)
  local id, job, wrong
  for i = 1, #fields, 2 do
    local name = fields[i]
    if name == 'id' and not id then
      id = fields[i + 1]
    elseif name == 'job' and not job then
      job = fields[i + 1]
    else
      local shown = string.gsub(string.sub(name, 1, 40), '[^%w._-]', '?')
      wrong = 'entry has an unknown or repeated field ' .. shown
    end
  end
  if wrong then
    return wrong, id, job
  elseif not id then
    return 'entry has no field id', id, job
  elseif id == '' or #id > 80 or string.find(id, '[^%w._-]') then
    return 'id is not 1 to 80 letters, digits, dots, dashes or underscores', nil, job
  elseif not job then
    return 'entry has no field job', id, job
  elseif #job > q.largest then
    return 'larger than ' .. text(q.largest) .. ' bytes', id, job
  end
  return nil, id, job
end

-- An entry that cannot be a job, and would not be one next time: a dead letter.
local function refuse(q, entry, wrong, id, job)
  if id and (id == '' or #id > 80 or string.find(id, '[^%w._-]')) then
    id = nil
  end
  local into_hash = id and redis.call('EXISTS', 'job:' .. id) == 0
  id = id or ('unnamed-' .. entry)
  drop(q, entry)
  bury(q, id, job or '', wrong, 1, into_hash)
  return {'dead', entry, id, wrong}
end

-- Whether the job's own entry is another one that is still on its way.
local function elsewhere(q, id, status, entry)
  if status == 'queued' and redis.call('ZSCORE', q.retries, id) then
    return true
  end
  return entry and entry ~= '' and #redis.call('XRANGE', q.stream, entry, entry) > 0
end

-- Begins an attempt at a delivered entry, under a lease that no other attempt ever has. Answers
-- {run, entry, id, job, attempts, failures, redelivered}, {dead, entry, id, reason} or
-- {duplicate, entry, id}.
local function begin(q, entry, fields, lease)
  local wrong, id, job = read(q, fields)
  if wrong then
    return refuse(q, entry, wrong, id, job)
  end
  local key = 'job:' .. id
  local hash =
    redis.pcall('HMGET', key, 'status', 'lease', 'entry', 'attempts', 'excused', 'queue')
  if hash.err then
    return refuse(q, entry, 'its key holds something else than a job', id, job)
  end
  local status, owner, current = hash[1], hash[2], hash[3]
  local attempts, excused = tonumber(hash[4] or 0), tonumber(hash[5] or 0)
  if status and hash[6] ~= q.name then
    return refuse(q, entry, 'its id belongs to a job of another queue', id, job)
  end
  if status == 'running' and owner == lease then
    return {'run', entry, id, job, attempts, attempts - excused, 0}
  end
  if status == 'done' or status == 'dead'
    or (status and current ~= entry and elsewhere(q, id, status, current)) then
    drop(q, entry)
    count(q, 'duplicates')
    return {'duplicate', entry, id}
  end
  if attempts - excused >= q.max then
    local reason = 'delivered ' .. text(attempts - excused) .. ' times without a result'
    drop(q, entry)
    bury(q, id, job, reason, attempts, true)
    return {'dead', entry, id, reason}
  end
  local redelivered = 0
  if status == 'running' then
    redelivered = 1
    count(q, 'redelivered')
  end
  attempts = attempts + 1
  redis.call('HSET', key, 'status', 'running', 'attempts', text(attempts), 'lease', lease,
    'worker', q.worker, 'startedAt', text(now()), 'entry', entry, 'progress', '')
  if not status then
    redis.call('HSET', key, 'queue', q.name, 'job', job,
      'submittedAt', string.match(entry, '^%d+'))
  end
  publish(id, 'running')
  return {'run', entry, id, job, attempts, attempts - excused, redelivered}
end
