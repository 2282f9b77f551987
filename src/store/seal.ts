import { hash, randomBytes } from 'node:crypto';
import { canonical, digestOf, type Data } from '../core/data.ts';
import { ERASED, isErasedId } from '../core/erasure.ts';
import type { Entry } from '../core/ledger.ts';
import { LedgerBroken } from './chain.ts';
import { mapPersonal, type Slot } from './personal.ts';
import { parseEntry } from './entry-schema.ts';

/** What stands behind a sealed value, as it is stored. */
export interface StoredOpening {
  /** `sealed:` and the SHA-256 of `[salt, value]` in hex. */
  readonly sealed: string;
  readonly salt: string;
  /** Canonical JSON. */
  readonly value: string;
  readonly slot: Slot;
  /** Canonical JSON of the id of the person whose value it is. */
  readonly owner: string | null;
  /** The same for the same value of the same person: those share a salt within a run. */
  readonly scope: string;
}

type Members = { readonly [key: string]: Data };

const scopeOf = (value: Data, owner: Data | undefined): string => digestOf([owner ?? null, value]);

const sealOf = (salt: string, value: Data): string => `sealed:${digestOf([salt, value])}`;

const newSalt = (): string => randomBytes(16).toString('hex');

/** The scopes of all personal values of these entries: salts are looked up by them. */
export function scopesOf(entries: readonly Members[]): readonly string[] {
  const scopes = new Set<string>();
  for (const entry of entries)
    mapPersonal(entry, (value, _slot, owner) => {
      scopes.add(scopeOf(value, owner));
      return value;
    });
  return [...scopes];
}

/** Entries with every personal value sealed, and the openings that are new by that. */
export function sealed(entries: readonly Members[], salts: ReadonlyMap<string, string>) {
  const openings = new Map<string, StoredOpening>();
  const visit = (value: Data, slot: Slot, owner: Data | undefined): Data => {
    const scope = scopeOf(value, owner);
    const known = openings.get(scope)?.salt ?? salts.get(scope);
    const salt = known ?? newSalt();
    const seal = sealOf(salt, value);
    if (known === undefined) {
      const whose = slot === 'id' ? value : owner;
      openings.set(scope, {
        ...{ sealed: seal, salt, value: canonical(value), slot, scope },
        owner: whose === undefined ? null : canonical(whose),
      });
    }
    return seal;
  };
  return {
    entries: entries.map((entry) => mapPersonal(entry, visit)),
    openings: [...openings.values()],
  };
}

type Opened = Pick<StoredOpening, 'sealed' | 'salt' | 'value'>;

/** The value behind a seal. Throws `LedgerBroken` when it is not what was sealed. */
export function valueOf(run: string, { sealed: seal, salt, value }: Opened): Data {
  // Of the text as it is stored: what is not canonical has another digest.
  const text = `[${JSON.stringify(salt)},${value}]`;
  if (seal === `sealed:${hash('sha256', text)}`) return JSON.parse(value);
  throw new LedgerBroken(
    `The ledger of run ${run} was changed outside the bot: a personal value is not the one that ` +
      'was sealed. Nothing more is done in this run. Restore the store from a backup, and find ' +
      'out who can write to it.',
  );
}

/** What an erased value reads as: ids still differ, all else is gone. */
function erased(seal: Data, slot: Slot): Data {
  if (slot === 'id') return seal;
  return slot === 'data' ? null : ERASED;
}

/** An entry's text as it is stored, and the entry with its personal values put back. */
export interface Reader {
  /** Checked in form, sealed as it is. */
  sealed(text: string): Entry;
  opened(run: string, text: string, openings: ReadonlyMap<string, Opened>): Entry;
}

/** So many texts are remembered: a text never changes, so its form is checked once. */
const REMEMBERED = 5000;

/** So many openings are known to fit their seals; longer ones are checked each time. */
const FITTING = 20_000;
const LONG = 500;

/**
 * The chain is verified at every read; only the form of what was verified is remembered, and that
 * is the sealed one: nobody is handed values that were opened for another tenant.
 */
export function reading(): Reader {
  const sound = new Set<string>();
  const fitting = new Set<string>();
  const isSound = (_value: unknown, text: string): _value is Entry => sound.has(text);
  function check(text: string): void {
    if (sound.has(text)) return;
    parseEntry(text);
    if (sound.size >= REMEMBERED) sound.clear();
    sound.add(text);
  }
  function open(run: string, opening: Opened): Data {
    const { sealed: seal, salt, value } = opening;
    const whole = seal + salt + value;
    if (fitting.has(whole)) return JSON.parse(value);
    const data = valueOf(run, opening);
    if (fitting.size >= FITTING) fitting.clear();
    if (value.length <= LONG) fitting.add(whole);
    return data;
  }
  return {
    sealed(text) {
      check(text);
      const value: unknown = JSON.parse(text);
      return isSound(value, text) ? value : parseEntry(text);
    },
    opened(run, text, openings) {
      check(text);
      const value = mapPersonal(JSON.parse(text), (seal, slot) => {
        // What was written before values were sealed stands as it is.
        if (typeof seal !== 'string' || !isErasedId(seal)) return seal;
        const opening = openings.get(seal);
        return opening === undefined ? erased(seal, slot) : open(run, opening);
      });
      return isSound(value, text) ? value : parseEntry(text);
    },
  };
}
