-- Counts a queue at one moment. The stream's length is waiting and in flight together, since an
-- entry leaves it when its job ends.
-- KEYS stream, retries, dead letters. Answers {waiting, in flight, retrying, dead}.
local length = redis.call('XLEN', KEYS[1])
local inflight = 0
local pending = redis.pcall('XPENDING', KEYS[1], GROUP)
if not pending.err then
  inflight = pending[1]
end
return {
  math.max(0, length - inflight),
  inflight,
  redis.call('ZCARD', KEYS[2]),
  redis.call('XLEN', KEYS[3])
}
