-- Logs the people behind FIRST up to LAST in by password and the code of their app, each once, and stops when all are in:
-- wrk … --script factor.lua URL -- ORGANIZATION FIRST LAST PASSWORD CODE
-- Each request comes from another address, as nginx would report it: one address may try thirty times a minute only.

local organization, at, last, password, code
local steps = {}
local headers = { ["Content-Type"] = "application/json" }

function init(arguments)
    organization, at, last = arguments[1], tonumber(arguments[2]), tonumber(arguments[3])
    password, code = arguments[4], arguments[5]
end

function request()
    local step = table.remove(steps, 1)
    if step then return wrk.format("POST", step[1], headers, step[2]) end
    at = at + 1
    if at >= last then wrk.thread:stop() end
    headers["X-Forwarded-For"] = string.format(
        "10.%d.%d.%d", math.floor(at / 65536) % 256, math.floor(at / 256) % 256, at % 256)
    local body = string.format(
        '{"organization":"%s","loginId":"B%06d","password":"%s"}', organization, math.min(at, last), password)
    return wrk.format("POST", "/api/v1/session", headers, body)
end

function response(status, headers, body)
    local token = body:match('"pendingToken":"([^"]+)"')
    if not token then return end
    if body:find('"choice"', 1, true) then
        steps[#steps + 1] = {
            "/api/v1/session/choice", string.format('{"pendingToken":"%s","scope":"full"}', token) }
    else
        steps[#steps + 1] = {
            "/api/v1/session/code", string.format('{"pendingToken":"%s","kind":"app","code":"%s"}', token, code) }
    end
end
