#!/bin/sh
# The sample company, end to end: import, decide, deliver to the preview channel, serve.
set -eu
budstikke=$1
mkdir -p var

# The demo makes its own secret key and keeps it, so that its links go on working.
if [ ! -s var/demo.env ]; then
    (umask 077 && cat > var/demo.env) << ENV
export BUDSTIKKE_CONFIG=examples/config.toml
export BUDSTIKKE_SECRET_KEY=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
export PATH="\$PWD/$(dirname "$budstikke"):\$PATH"
ENV
fi
. ./var/demo.env

"$budstikke" migrate
"$budstikke" import people examples/people.csv
"$budstikke" import content examples/queue
"$budstikke" send weekly

echo
echo "The digests stand in var/preview/ (.html opens in a browser, .eml in a mail program)."
echo "To look around:"
echo "  . var/demo.env"
echo "  budstikke why weekly --person mikkel.christensen@example.com"
echo "  budstikke why weekly --item job-nurse-planner"
echo "  budstikke report"
echo
echo "The newsroom: each of these signs in once, within 15 minutes (\`budstikke signin ADDRESS\` prints another)."
echo "Lovisa Hedlund, who edits and approves for Communications:"
echo "  $("$budstikke" signin lovisa.hedlund@example.com 2> var/demo.log)"
echo "Nanna Kristensen, who administers:"
echo "  $("$budstikke" signin nanna.kristensen@example.com 2> var/demo.log)"
if [ "${SERVE:-1}" != 0 ]; then
    echo "On the web: http://127.0.0.1:8000/preview/"
    exec "$budstikke" serve --host 127.0.0.1 --port 8000
fi
echo "On the web: make demo, then http://127.0.0.1:8000/preview/"
