#!/bin/sh
# ax @VERSION@ for @SYSTEM@, all in this one file. It unpacks itself once, and
# runs from there. It needs sh, tail, gzip and tar.
#
# Where it unpacks: $AX_CACHE, or else $XDG_CACHE_HOME/ax, or else
# $HOME/.cache/ax. It takes @MEGABYTES@ MB there. A directory that is filled already need
# not be writable.

digest='@DIGEST@'
offset='@OFFSET@'
size='@SIZE@'

fail() {
  printf 'ax: %s\n' "$@" >&2
  exit 1
}

remedy='Set AX_CACHE to a directory that you may write and run programs from.'

if [ -n "${AX_CACHE:-}" ]; then
  cache=$AX_CACHE
elif [ -n "${XDG_CACHE_HOME:-}" ]; then
  cache=$XDG_CACHE_HOME/ax
elif [ -n "${HOME:-}" ]; then
  cache=$HOME/.cache/ax
else
  fail 'Cannot tell where to unpack ax: HOME is not set' "$remedy"
fi
case $cache in
  /*) ;;
  *) cache=$PWD/$cache ;;
esac
place=$cache/$digest

# Prints what went wrong and ends; leaves nothing half done behind.
give_up() {
  rm -rf "$draft"
  fail "$@"
}

check_system() {
  found=$(uname -s -m) || found=unknown
  [ "$found" = '@SYSTEM@' ] ||
    fail "Cannot run on $found: this file is made for @SYSTEM@"
  for tool in tail gzip tar mktemp; do
    command -v "$tool" >/dev/null 2>&1 ||
      fail "Cannot unpack ax: there is no $tool on the PATH"
  done
}

# This very file, also when it was called as "sh ax".
find_self() {
  self=$0
  [ -f "$self" ] || self=$(command -v -- "$self") ||
    fail "Cannot find this file: it was called as $0"
  there=$(wc -c <"$self") && [ "$there" -eq "$size" ] ||
    fail "Cannot unpack $self: it is damaged (${there:-no} bytes, not $size)" \
      'Download it again.'
}

make_draft() {
  if said=$(LC_ALL=C mkdir -p "$cache" 2>&1) &&
    said=$(LC_ALL=C mktemp -d "$cache/.new-XXXXXX" 2>&1); then
    draft=$said
    trap 'rm -rf "$draft"' EXIT
    trap 'exit 130' HUP INT TERM
    return
  fi
  case $said in
    *'No space left'* | *'quota exceeded'*)
      fail "Cannot unpack ax into $cache: the disk is full" \
        'Make room for @MEGABYTES@ MB, or set AX_CACHE to another directory.' ;;
    *) fail "Cannot unpack ax into $cache: ${said##*: }" "$remedy" ;;
  esac
}

fill_draft() {
  said=$(
    export LC_ALL=C
    mkdir "$draft/ax" 2>&1 && {
      tail -c "+$offset" "$self" |
        { gzip -dc || : >"$draft/damaged"; } |
        tar -xf - -C "$draft/ax"
    } 2>&1
  ) && [ ! -e "$draft/damaged" ] && return
  case $said in
    *'No space left'* | *'quota exceeded'*)
      give_up "Cannot unpack ax into $cache: the disk is full" \
        'Make room for @MEGABYTES@ MB, or set AX_CACHE to another directory.' ;;
    *) give_up "Cannot unpack $self into $cache: $said" \
      'If the file is damaged, download it again.' ;;
  esac
}

try_draft() {
  said=$("$draft/ax/bin/deno" --version 2>&1) && return
  case $said in
    *[Pp]'ermission denied'*)
      give_up "Cannot run programs from $cache: is it mounted noexec?" \
        "$remedy" ;;
    *) give_up "Cannot run ax on this system: $said" ;;
  esac
}

is_whole() {
  [ -x "$place/bin/deno" ] && [ -f "$place/app/main.js" ]
}

# Another one may be doing the same: who comes second throws his away.
settle() {
  if [ -d "$place" ] && ! is_whole; then
    mv "$place" "$draft/broken" 2>/dev/null
  fi
  said=$(LC_ALL=C mv "$draft/ax" "$place" 2>&1)
  rm -rf "$place/ax"
  is_whole || give_up "Cannot unpack ax into $place: $said" "$remedy"
  rm -rf "$draft"
  trap - EXIT HUP INT TERM
}

unpack() {
  check_system
  find_self
  make_draft
  fill_draft
  try_draft
  settle
}

is_whole || unpack

export DENO_DIR="$place/deno" DENO_NO_UPDATE_CHECK=1
exec "$place/bin/deno" run @FLAGS@ "$place/app/main.js" "$@"
