-- wrk -s login.lua URL -- EMAIL PASSWORD: sign-ins to one account.
function init(arguments)
   wrk.method = "POST"
   wrk.headers["Content-Type"] = "application/json"
   wrk.body = string.format('{"email":"%s","password":"%s"}', arguments[1], arguments[2])
end
