# Sourced by test.sh and check.sh: runs named steps, goes on after a failure, sums up at the end.

summary=()
failed_count=0

# step "name" COMMAND...
step() {
  local name=$1 begun=$SECONDS verdict=pass
  shift
  printf '\n== %s\n' "$name"
  "$@" || verdict=FAIL
  [ "$verdict" = pass ] || failed_count=$((failed_count + 1))
  summary+=("$(printf '%-4s %5d s  %s' "$verdict" $((SECONDS - begun)) "$name")")
}

finish() {
  printf '\n== Summary\n'
  printf '%s\n' "${summary[@]}"
  printf '%d of %d steps failed, %d s in all\n' "$failed_count" "${#summary[@]}" "$SECONDS"
  [ "$failed_count" -eq 0 ]
}
