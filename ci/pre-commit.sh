#!/bin/sh
# The entry of `.pre-commit-hooks.yaml`: runs `unplain validate` on the files that pre-commit names. An `unplain` of this
# version on PATH is used; else it is built once, in pre-commit's own copy of this repository, which is where this file is.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
version=$(sed -n '/^\[workspace\.package\]/,/^\[/s/^version = "\(.*\)"$/\1/p' "$here/Cargo.toml")

if [ "$(unplain --version 2>/dev/null || true)" = "unplain $version" ]; then
  exec unplain validate "$@"
fi

built="$here/target/pre-commit/bin/unplain"
if [ ! -x "$built" ]; then
  if ! command -v cargo >/dev/null 2>&1; then
    echo "unplain $version is not on PATH, and there is no cargo to build it with: install one of them" >&2
    exit 1
  fi
  echo "building unplain $version, this once" >&2
  cargo install --quiet --locked --path "$here/crates/unplain" --root "$here/target/pre-commit" \
    --target-dir "$here/target/pre-commit/build" >&2
fi
exec "$built" validate "$@"
