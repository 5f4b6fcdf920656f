-- Every request books a free slot: 200 doctors and 1,000 patients in turn, later and later. CLINIC_TOKENS names the file with the
-- patients' tokens, one a line.
local tokens = {}
for line in io.lines(os.getenv("CLINIC_TOKENS")) do tokens[#tokens + 1] = "Bearer " .. line end
-- Each run has 20 days of its own, from a month ahead to where the appointments begin that are there before (nobody books more than ten
-- years ahead).
local begins = os.time() + 30 * 86400
local runs = math.floor((os.time({ year = 2034, month = 12, day = 1, hour = 12 }) - begins) / (20 * 86400))
local first = begins + (os.time() % runs) * 20 * 86400
local headers = { ["Content-Type"] = "application/json" }
local n = -1

function request()
  n = n + 1
  local slot = math.floor(n / 200)
  headers["Authorization"] = tokens[n % #tokens + 1]
  return wrk.format("POST", nil, headers, string.format(
    '{"doctorId":"00000000-0000-4000-a000-%012x","appointmentDate":"%s","appointmentTime":"%02d:%s","reason":"Regular checkup"}',
    n % 200, os.date("!%Y-%m-%d", first + math.floor(slot / 48) * 86400),
    math.floor(slot % 48 / 2), slot % 2 == 0 and "00" or "30"))
end
