-- Asks as a browser does and prints what wrk has measured as one line of JSON.
wrk.headers["Accept-Encoding"] = "gzip, deflate, br"
wrk.headers["User-Agent"] = "Mozilla/5.0 (bench)"

done = function(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '{"requests": %d, "seconds": %.4f, "p50_ms": %.3f, "p95_ms": %.3f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, failed))
end
