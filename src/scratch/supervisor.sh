# Runs one scratch server and makes sure that it does not outlive lockstep, whatever happens to it.
#
#   sh supervisor.sh DIRECTORY BIN [PRELOAD]
#
# Standard input is a pipe that lockstep holds open, and takes two commands:
#
#   initdb LOCALE    makes DIRECTORY/data, then prints the exit status
#   start OPTION...  starts the server; standard output ends when the server does
#
# At its end, also when lockstep was killed, the server is stopped and DIRECTORY removed.
# Signals from the terminal are lockstep's business: it decides when its work is over. An answer that
# nobody reads any more is no reason to end without cleaning up.
trap '' HUP INT TERM PIPE
umask 077
server=

make_data() (
  # Gives our user id a name, which both programs insist on. The server itself does not care.
  export LD_PRELOAD="$3"
  "$2/initdb" --pgdata "$1/data" --username postgres --auth trust --no-sync --encoding UTF8 \
    --locale "$4" --lc-messages C --wal-segsize 1 </dev/null &&
    # Nobody needs this database, and it is a third of what every later start has to copy.
    echo 'DROP DATABASE postgres' | "$2/postgres" --single -D "$1/data" template1
)

while read -r command argument; do
  case $command in
    initdb)
      make_data "$1" "$2" "${3-}" "$argument" >"$1/initdb.log" 2>&1
      echo $?
      ;;
    start)
      # The options are words without spaces or wildcards, chosen by lockstep.
      # shellcheck disable=SC2086
      "$2/postgres" -D "$1/data" -k "$1" $argument 2>"$1/server.log" </dev/null &
      server=$!
      exec >&-
      ;;
  esac
done
if [ -n "$server" ]; then
  kill -QUIT "$server"
  wait "$server"
fi
cd / && rm -rf "$1"
