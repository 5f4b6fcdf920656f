-- Every request asks for a month of the next of 200 doctors, whose id ends the path.
local n = -1

function request()
  n = n + 1
  return wrk.format("GET", wrk.path:sub(1, -13) .. string.format("%012x", n % 200))
end
