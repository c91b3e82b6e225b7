# The container "upgrade": waits until the file "go" stands in $1, then becomes the tool, whose exit code the kubelet keeps.
# A Python tool waits with its libraries loaded ($2 is warm.py, $3 what to import): that is most of its start, and users wait.
dir=$1 warm=$2 imports=$3
shift 3
# tells JDBC what other drivers take from the environment
printf '%s\n' "$DRYDOCK_JDBC" > "$dir/upgrade.properties"
[ -z "$DRYDOCK_PGOPTIONS" ] || export PGOPTIONS="$PGOPTIONS $DRYDOCK_PGOPTIONS"
# held open by whatever the tool is, until its last process ends: whoever reads it then knows at once
mkfifo "$dir/alive" 2>/dev/null && exec 9<>"$dir/alive"
tool=`command -v "$1"` && [ -n "$imports" ] && read -r first < "$tool" && case $first in
  '#!'*python*)
    printf '%s\n' "$warm" > "$dir/warm.py"
    shift
    # shellcheck disable=SC2086 # the interpreter may be words: env python3
    exec ${first#??} "$dir/warm.py" "$dir/go" "$imports" "$tool" "$@"
    ;;
esac
until [ -e "$dir/go" ]; do sleep 0.05; done
exec "$@"
