-- Presses the buttons of answer pages, one page after the other: wrk … --script answers.lua URL -- FILE-OF-PATHS ANSWER ANSWER

local paths, at, round = {}, 0, 0
local statuses
local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }

function init(arguments)
    statuses = { "s=" .. arguments[2], "s=" .. arguments[3] }
    for path in io.lines(arguments[1]) do paths[#paths + 1] = path end
end

function request()
    at = at + 1
    if at > #paths then at, round = 1, round + 1 end
    return wrk.format("POST", paths[at], headers, statuses[round % 2 + 1])
end
