-- Requests for wrk: nine of ten ask for availability, one books a random time. Settings come from the environment:
-- TARGETS (instructor ids, separated by commas), BRAND, TOKEN, and PAUSE (mean milliseconds a connection rests).
local instructors = {}
for id in os.getenv("TARGETS"):gmatch("[^,]+") do instructors[#instructors + 1] = id end
local brand, token = os.getenv("BRAND"), os.getenv("TOKEN")
local pause = tonumber(os.getenv("PAUSE") or "0")
local seeds = 0

function setup(thread)
    seeds = seeds + 1
    thread:set("seed", seeds)
end

function init() math.randomseed(os.time() * 10 + seed) end

if pause > 0 then
    -- Exponential, so that arrivals do not come in step.
    function delay() return math.floor(-math.log(1 - math.random()) * pause + 0.5) end
end

function request()
    local instructor = instructors[math.random(#instructors)]
    if math.random() > 0.1 then
        return wrk.format("GET", "/api/bookings/availability?days=14&instructorId=" .. instructor, { ["X-Brand"] = brand })
    end
    local start = os.date("!%Y-%m-%dT", os.time() + math.random(1, 80) * 86400)
        .. string.format("%02d:%02d:00Z", math.random(8, 19), math.random(0, 3) * 15)
    local body = string.format(
        '{"instructorId":"%s","startAt":"%s","sessionMinutes":60,"studentTimezone":"UTC","student":{"firstName":"Lou","lastName":"Load","email":"lou%d@guests.example"}}',
        instructor, start, math.random(1000000))
    return wrk.format("POST", "/api/bookings", {
        ["X-Brand"] = brand, ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json",
        ["Idempotency-Key"] = string.format("load-%d-%d", os.time(), math.random(1000000000)),
    }, body)
end
