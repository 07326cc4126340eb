#!/usr/bin/env python3
"""Verifies an exported audit trail offline. Needs Python 3 and the export (JSON Lines), nothing else.

    python3 verify_audit.py audit-tarnfell.jsonl [seq:hash]

Each line holds one entry. Its hash is SHA-256 over the hash of the entry before it, a line feed, and the canonical
JSON of all other columns (keys sorted, no spaces, UTF-8, no escapes). The first entry follows 64 zeros. An optional
anchor, written down earlier, finds a trail whose end was cut off.
"""

import hashlib
import json
import sys


def verify(lines, anchor=""):
    """(entries read, "" or what is wrong)."""
    previous, count, hashes = "0" * 64, 0, {}
    for line in lines:
        if not line.strip():
            continue
        entry = json.loads(line)
        said_previous, said_hash = entry.pop("previous"), entry.pop("hash")
        seq = entry["seq"]
        count += 1
        if seq != count:
            what = "is missing" if seq > count else "was inserted or stands twice"
            return count, f"entry {min(seq, count)} {what}"
        body = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        if hashlib.sha256(said_previous.encode() + b"\n" + body).hexdigest() != said_hash:
            return count, f"entry {seq} was altered"
        if said_previous != previous:
            return count, f"entry {seq} does not follow the one before it"
        previous = hashes[seq] = said_hash
    if anchor:
        seq, _, said = anchor.partition(":")
        if hashes.get(int(seq)) != said:
            return count, f"the anchor at entry {seq} is not in this trail"
    return count, ""


def main():
    if len(sys.argv) not in (2, 3):
        print(__doc__)
        return 2
    with open(sys.argv[1], encoding="utf-8") as export:
        count, wrong = verify(export, *sys.argv[2:])
    print(f"{count} entries: {wrong or 'intact'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
