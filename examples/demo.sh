#!/bin/sh
# The sample company, end to end: import, decide, deliver to the preview channel, serve.
set -eu
budstikke=$1
export BUDSTIKKE_CONFIG=examples/config.toml
mkdir -p var

# The demo makes its own secret key and keeps it, so that its links go on working.
if [ -z "${BUDSTIKKE_SECRET_KEY:-}" ]; then
    [ -s var/demo.key ] || (umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' > var/demo.key)
    BUDSTIKKE_SECRET_KEY=$(cat var/demo.key)
    export BUDSTIKKE_SECRET_KEY
fi

"$budstikke" migrate
"$budstikke" import people examples/people.csv
"$budstikke" import content examples/queue
"$budstikke" send weekly

echo
echo "The digests stand in var/preview/ (.html opens in a browser, .eml in a mail program)."
echo "On the web: http://127.0.0.1:8000/preview/"
echo "Why somebody got what they got: BUDSTIKKE_CONFIG=$BUDSTIKKE_CONFIG $budstikke why weekly --person mikkel.christensen@example.com"
if [ "${SERVE:-1}" != 0 ]; then
    exec "$budstikke" serve --host 127.0.0.1 --port 8000
fi
