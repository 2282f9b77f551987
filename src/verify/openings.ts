import { canonical, isList, linesOf, parseJson, sha256, type Json } from './json.ts';
import { anything, object, readExact, text } from './kinds.ts';
import type { Files } from './manifest.ts';
import { Refused, type Tally } from './tally.ts';

const FILE = 'openings.ndjson';
const LINE = object({ sealed: text, salt: text, value: anything });
const SEALED = /^sealed:[0-9a-f]{64}$/;
const SALT = /^[0-9a-f]{32}$/;

const LENGTH = 71;

export const isSealed = (value: Json): value is string =>
  typeof value === 'string' && value.length === LENGTH && SEALED.test(value);

interface Opening {
  readonly value: Json;
  readonly line: number;
  used: boolean;
}

export type Openings = ReturnType<typeof openingsOf>;

/** What stands behind sealed values, each held against its seal. */
export function openingsOf(files: Files, tally: Tally) {
  const known = new Map<string, Opening>();
  for (const { text: line, place, number } of linesOf(
    files.get(FILE)?.read() ?? Buffer.alloc(0),
    FILE,
  )) {
    tally.count('openings');
    tally.attempt('openings', () => {
      const { sealed, salt, value } = readExact(LINE, parseJson(line, place), place);
      if (JSON.stringify({ sealed, salt, value }).length !== line.length)
        throw new Refused(place, 'is not compact JSON that names each member once');
      if (!isSealed(sealed) || !SALT.test(salt))
        throw new Refused(place, 'has no well-formed seal or salt');
      if (sha256(canonical([salt, value])) !== sealed.slice(7))
        throw new Refused(place, 'does not fit its seal: the value was changed');
      if (known.has(sealed)) throw new Refused(place, 'opens a seal that is opened already');
      known.set(sealed, { value, line: number, used: false });
    });
  }

  /** `lost` hears of each seal that nothing opens. */
  function open(value: Json, lost: (sealed: string) => void): Json {
    if (typeof value === 'string') return value.length === LENGTH ? openText(value, lost) : value;
    if (value === null || typeof value !== 'object') return value;
    return isList(value) ? value.map((one) => open(one, lost)) : openMembers(value, lost);
  }

  function openText(text: string, lost: (sealed: string) => void): Json {
    const opening = known.get(text);
    if (opening === undefined) {
      if (isSealed(text)) lost(text);
      return text;
    }
    opening.used = true;
    return opening.value;
  }

  /** Copied only where something was sealed: most of an entry is not. */
  function openMembers(
    value: { readonly [name: string]: Json },
    lost: (sealed: string) => void,
  ): Json {
    let copy: { [name: string]: Json } | undefined;
    for (const name of Object.keys(value)) {
      const member = value[name] ?? null;
      const opened = open(member, lost);
      if (opened === member) continue;
      copy ??= { ...value };
      copy[name] = opened;
    }
    return copy ?? value;
  }

  return {
    /** The value with all that is not erased put back. */
    open,
    /** Openings that belong to no entry of the pack show what nobody vouches for. */
    checkUsed(): void {
      for (const { used, line } of known.values())
        if (!used)
          tally.fault(
            'openings',
            `${FILE} line ${line}`,
            'opens a seal that is in no entry of this pack',
          );
    },
  };
}

/** Whether something in it is sealed and was not opened: it has been erased. */
export const hasErased = (value: Json): boolean => {
  if (isSealed(value)) return true;
  if (value === null || typeof value !== 'object') return false;
  return (isList(value) ? value : Object.values(value)).some(hasErased);
};
