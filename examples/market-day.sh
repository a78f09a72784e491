#!/usr/bin/env bash
# A day on the market place, played over the network against a running server in
# development mode with its demo data: sign-in, lead, review, forum, invoice.
#
#   go run . &                      # in another terminal
#   examples/market-day.sh [http://127.0.0.1:8080]
#
# It needs node 20.10 or newer, and no packages.
set -euo pipefail
exec node --no-warnings --experimental-websocket "$(dirname "$0")/market-day.mjs" "${1:-http://127.0.0.1:8080}"
