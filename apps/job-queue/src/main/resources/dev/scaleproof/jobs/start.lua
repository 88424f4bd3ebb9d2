-- Begins jobs that a waiting XREADGROUP has delivered to this consumer and that are still its own.
-- KEYS and ARGV 1 to 6 as in `consumed`; ARGV 7 prefix of the leases, then the entries.
-- Answers {deliveries}.
local q = consumed()
local deliveries = {}
for i = 8, #ARGV do
  local entry = ARGV[i]
  local pending = redis.call('XPENDING', q.stream, GROUP, entry, entry, 1)
  if pending[1] and pending[1][2] == q.consumer then
    redis.call('XCLAIM', q.stream, GROUP, q.consumer, 0, entry, 'JUSTID')
    local found = redis.call('XRANGE', q.stream, entry, entry)
    if #found == 0 then
      redis.call('XACK', q.stream, GROUP, entry)
    else
      deliveries[#deliveries + 1] = begin(q, entry, found[1][2],
        ARGV[7] .. '.' .. text(#deliveries + 1))
    end
  end
end
return deliveries
