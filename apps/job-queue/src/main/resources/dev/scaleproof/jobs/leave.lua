-- Removes consumers that hold nothing: the one that leaves, and those that have not asked for
-- jobs for as long as only dead workers do. One that is alive after all comes back by its next read.
-- KEYS stream. ARGV consumer that leaves or '', milliseconds without a sign of life.
-- Answers {how many}.
local consumers = redis.pcall('XINFO', 'CONSUMERS', KEYS[1], GROUP)
local removed = 0
if not consumers.err then
  for _, fields in ipairs(consumers) do
    local consumer = {}
    for i = 1, #fields, 2 do
      consumer[fields[i]] = fields[i + 1]
    end
    if consumer.pending == 0
      and (consumer.name == ARGV[1] or consumer.idle > tonumber(ARGV[2])) then
      redis.call('XGROUP', 'DELCONSUMER', KEYS[1], GROUP, consumer.name)
      removed = removed + 1
    end
  end
end
return {removed}
