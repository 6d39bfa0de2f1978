#!/usr/bin/env bash
# Makes a virtual environment from a hashed lock: environment.sh <folder> <lock>.
# Instant when the folder already holds exactly that lock. Every refusal is one sentence.
set -euo pipefail

folder=$1
lock=$2
stamp="$folder/.lock-checksum"

refuse() {
    printf '%s\n' "$1" >&2
    exit 1
}

is_wanted() {
    "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1
}

# The interpreters that a machine may have, best first; pyenv, uv and Homebrew keep theirs off the path.
find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.13 python3 \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python \
        "${XDG_DATA_HOME:-$HOME/.local/share}"/uv/python/cpython-3.13*/bin/python3.13 \
        /opt/homebrew/bin/python3.13 /usr/local/bin/python3.13; do
        if [ -n "$candidate" ] && is_wanted "$candidate"; then
            printf '%s' "$candidate"
            return
        fi
    done
    return 1
}

checksum() {
    cksum <"$lock"
}

# pip's lines become one line that counts; outside a terminal every fiftieth is said. Two environments may be made at once.
show_progress() {
    local seen=0 line
    while IFS= read -r line; do
        case $line in
        Collecting* | Requirement\ already*)
            seen=$((seen + 1))
            if [ -t 1 ]; then
                printf '\r  %s: %d packages' "$folder" "$seen"
            elif [ $((seen % 50)) -eq 0 ]; then
                printf '  %s: %d packages\n' "$folder" "$seen"
            fi
            ;;
        Installing*) printf '\r  %s: %d packages read, installing them …\n' "$folder" "$seen" ;;
        esac
    done
}

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(checksum)" ] && is_wanted "$folder/bin/python"; then
    exit 0
fi

python=$(find_python) || refuse "Python 3.13 is needed and was not found: install it (for instance with 'pyenv install 3.13') or set PYTHON to it."
printf 'Making %s from %s (minutes the first time) …\n' "$folder" "$lock"
if ! is_wanted "$folder/bin/python"; then
    rm -rf "$folder"
    "$python" -m venv "$folder" >/dev/null 2>&1 ||
        refuse "Python 3.13 was found at $python but cannot make virtual environments: install its venv module (Debian and Ubuntu: apt install python3.13-venv)."
fi

log="$folder/pip.log"
if ! "$folder/bin/python" -m pip install --disable-pip-version-check --no-input --progress-bar off --no-compile \
    --require-hashes --only-binary :all: --requirement "$lock" 2>"$log" | show_progress; then
    if grep -qiE 'connection|resolution|network|timed out|unreachable|from versions: none' "$log"; then
        refuse "The packages could not be downloaded: no network, or the package index is out of reach (details in $log)."
    fi
    refuse "The packages of $lock could not be installed: $(grep -m1 -i error "$log" || echo "see $log") (details in $log)."
fi
# pip compiles with one processor. What cannot be compiled, templates of other tools for instance, is imported by nobody.
"$folder/bin/python" -m compileall -q -j 0 "$folder/lib" >/dev/null 2>&1 || true
checksum >"$stamp"
