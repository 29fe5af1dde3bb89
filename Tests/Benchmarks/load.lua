-- wrk's part: asks with the session's cookie, or posts comments by turns to the publications named in a file; prints
-- what was answered as one line.
--
--   wrk … -s load.lua URL -- COOKIE [FORM-TOKEN MARK FILE]

local paths, form, mark, sent = {}, nil, nil, 0

function init(arguments)
    wrk.headers["Cookie"] = arguments[1]
    if arguments[2] then
        form, mark = arguments[2], arguments[3]
        wrk.method = "POST"
        wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
        for path in io.lines(arguments[4]) do paths[#paths + 1] = path end
    end
end

function request()
    if not form then return wrk.format() end
    sent = sent + 1
    -- « envoi » is another for each post: none is taken for the repetition of one before.
    local body = string.format(
        "jeton=%s&envoi=%s%012d&parent=&texte=La+livraison+du+carrelage+est-elle+toujours+pr%%C3%%A9vue+pour+mardi+%%3F"
            .. "+Merci+de+nous+le+confirmer%%2C+nous+serons+sur+place+%%C3%%A0+partir+de+14+h.",
        form, mark, sent)
    return wrk.format(nil, paths[sent % #paths + 1], nil, body)
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        "answers=%d microseconds=%d refused=%d broken=%d median=%d\n", summary.requests, summary.duration,
        errors.status, errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50)))
end
