#!/bin/sh
# What reads the diagrams that the product writes, for its tests: Mermaid, and mxGraph, on which draw.io is built. Out of
# their npm packages, of which each needs one file.
set -eu
into="$(cd "$(dirname "$0")/../.." && pwd)/.readers"
if [ -f "$into/mermaid.min.js" ] && [ -f "$into/mxClient.min.js" ]; then exit 0; fi
echo "Fetching Mermaid and mxGraph from npm"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent mermaid@11.17.2 mxgraph@4.2.2 >/dev/null
tar -xzf mermaid-*.tgz package/dist/mermaid.min.js
tar -xzf mxgraph-*.tgz package/javascript/mxClient.min.js
mkdir -p "$into"
mv package/dist/mermaid.min.js package/javascript/mxClient.min.js "$into"
