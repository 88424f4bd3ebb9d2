-- Begins up to as many jobs as a consumer has room for, without waiting: brings back retries that
-- are due, takes over jobs whose lease has ended, then takes new ones.
-- KEYS and ARGV 1 to 6 as in `consumed`; ARGV 7 prefix of the leases, 8 how many, 9 lease in
-- milliseconds, 10 whether to look for ended leases.
-- Answers {milliseconds until the next retry is due, or -1, {deliveries}}.
local q = consumed()
local prefix, wanted, lease, look = ARGV[7], tonumber(ARGV[8]), ARGV[9], ARGV[10] == '1'
local deliveries = {}

local function deliver(entry, fields)
  deliveries[#deliveries + 1] = begin(q, entry, fields, prefix .. '.' .. text(#deliveries + 1))
end

local at = now()
local due = redis.call('ZRANGEBYSCORE', q.retries, '-inf', text(at), 'LIMIT', 0, 100)
for _, id in ipairs(due) do
  redis.call('ZREM', q.retries, id)
  local job = redis.call('HGET', 'job:' .. id, 'job')
  if job then
    enqueue(q, id, job)
  end
end

local function take_over()
  local cursor = '0-0'
  repeat
    local answer = redis.pcall('XAUTOCLAIM', q.stream, GROUP, q.consumer, lease, cursor,
      'COUNT', wanted - #deliveries, 'JUSTID')
    if answer.err then
      return
    end
    cursor = answer[1]
    for _, entry in ipairs(answer[2]) do
      local found = redis.call('XRANGE', q.stream, entry, entry)
      if #found == 0 then
        redis.call('XACK', q.stream, GROUP, entry)
      else
        deliver(entry, found[1][2])
      end
    end
  until cursor == '0-0' or #deliveries >= wanted
end

local function read_new()
  return redis.pcall('XREADGROUP', 'GROUP', GROUP, q.consumer, 'COUNT', wanted - #deliveries,
    'STREAMS', q.stream, '>')
end

if look and wanted > 0 then
  take_over()
end
if #deliveries < wanted then
  local answer = read_new()
  if type(answer) == 'table' and answer.err then
    redis.call('XGROUP', 'CREATE', q.stream, GROUP, '0', 'MKSTREAM')
    answer = read_new()
  end
  if type(answer) == 'table' and answer[1] then
    for _, message in ipairs(answer[1][2]) do
      deliver(message[1], message[2])
    end
  end
end

local first = redis.call('ZRANGE', q.retries, 0, 0, 'WITHSCORES')
local wait = -1
if first[2] then
  wait = math.max(0, tonumber(first[2]) - at)
end
return {wait, deliveries}
