-- Shows the code of an app at the end of logins that wait for it, each once, and stops when none is left:
-- wrk … --script codes.lua URL -- FILE-OF-PENDING-TOKENS CODE

local tokens, code, at = {}, nil, 0
local headers = { ["Content-Type"] = "application/json" }

function init(arguments)
    for token in io.lines(arguments[1]) do tokens[#tokens + 1] = token end
    code = arguments[2]
end

function request()
    at = at + 1
    if at >= #tokens then wrk.thread:stop() end
    local token = tokens[math.min(at, #tokens)]
    local body = string.format('{"pendingToken":"%s","kind":"app","code":"%s"}', token, code)
    return wrk.format("POST", "/api/v1/session/code", headers, body)
end
