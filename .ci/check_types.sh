#!/bin/sh
# Check the types of the page's scripts (tsconfig.json): `sh .ci/check_types.sh`. TypeScript is fetched once, into
# node_modules. A machine without it passes over the check and says so; where tests are required, that is a failure.
set -eu
cd "$(dirname "$0")/.."
compiler=node_modules/typescript/lib/tsc.js

pass_over() {
    echo "The types of frontend_assets/ are not checked: $1" >&2
    [ -z "${DENDRO_REQUIRE_BROWSER:-}" ] || exit 1
    exit 0
}

command -v node >/dev/null 2>&1 || pass_over "Node.js is not installed (the package nodejs)."
if [ ! -f "$compiler" ]; then
    command -v npm >/dev/null 2>&1 || pass_over "npm, which fetches TypeScript, is not installed (the package npm)."
    npm install --prefix . --no-save --no-package-lock --no-audit --no-fund --silent typescript@5 ||
        pass_over "npm could not fetch TypeScript."
fi
exec node "$compiler" --project tsconfig.json
