-- Logs people in, one after the other: wrk … --script login.lua URL -- ORGANIZATION PEOPLE PASSWORD
-- Each request comes from another address, as nginx would report it: one address may try thirty times a minute only.

local organization, people, password, at = nil, 0, nil, 0
local headers = { ["Content-Type"] = "application/json" }

function init(arguments)
    organization, people, password = arguments[1], tonumber(arguments[2]), arguments[3]
end

function request()
    at = at + 1
    headers["X-Forwarded-For"] = string.format(
        "10.%d.%d.%d", math.floor(at / 65536) % 256, math.floor(at / 256) % 256, at % 256)
    local body = string.format(
        '{"organization":"%s","loginId":"B%06d","password":"%s"}', organization, at % people + 1, password)
    return wrk.format("POST", "/api/v1/session", headers, body)
end
