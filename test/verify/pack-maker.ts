import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';

/**
 * Makes packs after docs/evidence.md alone, sharing no code with the bot or the verifier: what two
 * implementations of one page agree on is what the page says.
 */
export type Members = { readonly [name: string]: unknown };

export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted((value as Members)[name])]));
}
export const written = (value: unknown): string => JSON.stringify(sorted(value));
export const sha = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');
export const digest = (value: unknown): string => sha(written(value));

const bytesOf = (hex: string): Buffer => Buffer.from(hex, 'hex');
const nodeOf = (left: string, right: string): string =>
  sha(Buffer.concat([Buffer.of(1), bytesOf(left), bytesOf(right)]));
export const leafOf = (text: string): string =>
  sha(Buffer.concat([Buffer.of(0), Buffer.from(text)]));

const half = (count: number): number => 2 ** (Math.ceil(Math.log2(count)) - 1);

/** MTH of RFC 6962 §2.1, word by word. */
export const rootOf = (leaves: readonly string[]): string => {
  const [only] = leaves;
  if (only === undefined) return sha('');
  if (leaves.length === 1) return only;
  const k = half(leaves.length);
  return nodeOf(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
};

/** PATH of RFC 6962 §2.1.1. */
export const pathOf = (leaf: number, leaves: readonly string[]): readonly string[] => {
  if (leaves.length === 1) return [];
  const k = half(leaves.length);
  return leaf < k
    ? [...pathOf(leaf, leaves.slice(0, k)), rootOf(leaves.slice(k))]
    : [...pathOf(leaf - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
};

/** PROOF of RFC 6962 §2.1.2. */
export function proofOf(from: number, leaves: readonly string[]): readonly string[] {
  const sub = (m: number, of: readonly string[], known: boolean): readonly string[] => {
    if (m === of.length) return known ? [] : [rootOf(of)];
    const k = half(of.length);
    return m <= k
      ? [...sub(m, of.slice(0, k), known), rootOf(of.slice(k))]
      : [...sub(m - k, of.slice(k), false), rootOf(of.slice(0, k))];
  };
  return from === 0 || from === leaves.length ? [] : sub(from, leaves, true);
}

export interface Signing {
  readonly use: 'checkpoint' | 'witness';
  readonly name: string;
  readonly kid: string;
  readonly jwk: Members;
  readonly key: KeyObject;
}

export function signing(use: Signing['use'], name: string): Signing {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(written({ crv, kty, x, y })).digest('base64url');
  return { use, name, kid, key: privateKey, jwk: { kty, crv, x, y, kid } };
}

export function jwsOf({ key, kid, use }: Signing, payload: unknown, more: Members = {}): string {
  const header = { alg: 'ES256', kid, typ: `audit-steward-${use}`, ...more };
  const part = (value: unknown) => Buffer.from(written(value)).toString('base64url');
  const signed = `${part(header)}.${part(payload)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/** An entry as it happened, before anything of it is sealed. */
export interface Happened {
  readonly run: string;
  readonly entry: Members;
}

export interface Opening {
  readonly sealed: string;
  readonly salt: string;
  readonly value: unknown;
}

const PEOPLE = ['by', 'requester', 'to', 'onBehalfOf'];
const VALUES = ['reason', 'answers'];

/** Seals people, reasons and answers: the same value of a run always in the same way. */
export function sealing() {
  const openings = new Map<string, Opening>();
  const seal = (run: string, value: unknown): string => {
    const salt = sha(`salt of ${run} ${written(value)}`).slice(0, 32);
    const sealed = `sealed:${digest([salt, value])}`;
    openings.set(sealed, { sealed, salt, value });
    return sealed;
  };
  const person = (run: string, { id, name }: Members) => ({
    id: seal(run, id),
    name: seal(run, name),
  });
  return {
    openings,
    sealed: ({ run, entry }: Happened): Members =>
      Object.fromEntries(
        Object.entries(entry).map(([name, value]) => {
          if (PEOPLE.includes(name)) return [name, person(run, value as Members)];
          return [name, VALUES.includes(name) ? seal(run, value) : value];
        }),
      ),
  };
}

export interface Making {
  readonly tenant: string;
  readonly happened: readonly Happened[];
  /** Sizes at which checkpoints are signed; the last is the whole ledger. */
  readonly sizes?: readonly number[];
  readonly scope?: Members;
  readonly keys?: { readonly checkpoint: Signing; readonly witness: Signing };
  readonly cards?: readonly unknown[];
  readonly policies?: readonly unknown[];
  /** Runs in the pack beside those of its scope. */
  readonly beside?: readonly string[];
  /** Values whose openings are gone. */
  readonly erased?: readonly unknown[];
  /** Of which checkpoints, by index, a witness speaks; of all unless given. */
  readonly witnessed?: readonly number[];
}

export type Files = Record<string, string>;

const OWN = { checkpoint: signing('checkpoint', 'the bot'), witness: signing('witness', 'Wilma') };

const lines = (all: readonly unknown[]): string =>
  all.map((one) => `${JSON.stringify(one)}\n`).join('');

const lengthsOf = (happened: readonly Happened[]): Record<string, number> => {
  const found: Record<string, number> = {};
  for (const { run } of happened) found[run] = (found[run] ?? 0) + 1;
  return found;
};

/** The files of a pack but its manifest. */
export function filesOf(making: Making): Files {
  const { tenant, happened, cards = [], policies = [], erased = [], keys = OWN } = making;
  const { openings, sealed } = sealing();
  const leaves = happened.map(({ run, entry }) => ({ run, entry: sealed({ run, entry }) }));
  const hashes = leaves.map(({ run, entry }) => leafOf(written({ entry, run, tenant })));
  const { scope = { kind: 'run', run: happened[0]?.run } } = making;
  const own = new Set([
    ...(scope['kind'] === 'run' ? [scope['run']] : runsIn(happened, scope)),
    ...(making.beside ?? []),
  ]);
  const here = leaves.flatMap((one, leaf) => (own.has(one.run) ? [{ leaf, ...one }] : []));
  const texts = JSON.stringify(here);
  const kept = [...openings.values()].filter(
    (one) => texts.includes(one.sealed) && !erased.includes(one.value),
  );
  const checkpoints = checkpointsOf(making, hashes, keys);
  return {
    'entries.ndjson': lines(
      here.map(({ leaf, run, entry }) => ({ leaf, run, entry: sorted(entry) })),
    ),
    'openings.ndjson': lines(kept),
    'runs.json': written(lengthsOf(happened)),
    'proofs.json': JSON.stringify({
      size: hashes.length,
      root: rootOf(hashes),
      inclusion: here.map(({ leaf }) => ({ leaf, path: pathOf(leaf, hashes) })),
    }),
    'checkpoints.ndjson': lines(checkpoints),
    'keys.json': JSON.stringify({
      keys: [keys.checkpoint, keys.witness].map(({ use, name, jwk }) => ({
        ...{ use, name, from: 'local', jwk },
      })),
    }),
    ...Object.fromEntries(cards.map((card) => [`cards/${digest(card)}.json`, written(card)])),
    ...Object.fromEntries(policies.map((one) => [`policies/${digest(one)}.json`, written(one)])),
    'story.html': '<!doctype html><title>What happened</title><p>Something did.</p>',
    'story.md': '# What happened\n',
  };
}

const runsIn = (happened: readonly Happened[], scope: Members): readonly string[] =>
  happened
    .filter(({ entry }) => {
      const day = String(entry['at']).slice(0, 10);
      return day >= String(scope['from']) && day < String(scope['to']);
    })
    .map(({ run }) => run);

function checkpointsOf(
  { tenant, happened, sizes = [happened.length], witnessed }: Making,
  hashes: readonly string[],
  keys: { readonly checkpoint: Signing; readonly witness: Signing },
) {
  let [previous, before]: [string | null, number] = [null, 0];
  return sizes.map((size, index) => {
    const root = rootOf(hashes.slice(0, size));
    const at = String(happened[size - 1]?.entry['at']);
    const runs = digest(lengthsOf(happened.slice(0, size)));
    const jws = jwsOf(keys.checkpoint, { v: 1, tenant, size, root, runs, at, previous });
    const consistency = proofOf(before, hashes.slice(0, size));
    const statement = {
      v: 1,
      tenant,
      size,
      root,
      checkpoint: sha(jws),
      witness: keys.witness.name,
      at,
    };
    [previous, before] = [sha(jws), size];
    const speaks = witnessed === undefined || witnessed.includes(index);
    return { jws, consistency, witnesses: speaks ? [jwsOf(keys.witness, statement)] : [] };
  });
}

/** The manifest over files as they are. */
export function manifestOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  { tenant, scope, happened }: Pick<Making, 'tenant' | 'scope' | 'happened'>,
): string {
  const jws = newestIn(files);
  return JSON.stringify({
    ...{ format: 'audit-steward-evidence', version: 1, tenant },
    scope: scope ?? { kind: 'run', run: happened[0]?.run },
    createdAt: '2026-11-21T12:00:00.000Z',
    checkpoint: sha(jws),
    files: Object.keys(files)
      .sort()
      .map((name) => ({
        name,
        bytes: Buffer.byteLength(files[name] ?? ''),
        sha256: sha(files[name] ?? ''),
      })),
  });
}

export const newestIn = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const last =
    Buffer.from(files['checkpoints.ndjson'] ?? '')
      .toString()
      .trim()
      .split('\n')
      .at(-1) ?? '';
  try {
    return String((JSON.parse(last) as Members)['jws']);
  } catch {
    return '';
  }
};

export const zipped = (files: Readonly<Record<string, string | Uint8Array>>): Buffer =>
  Buffer.from(
    zipSync(
      Object.fromEntries(
        Object.entries(files).map(([name, text]) => [
          name,
          typeof text === 'string' ? strToU8(text) : text,
        ]),
      ),
      { mtime: new Date('2026-11-21T12:00:00Z') },
    ),
  );

/** A pack; `change` does something to its files before the manifest is made over them. */
export function packOf(making: Making, change: (files: Files) => Files = (files) => files): Buffer {
  const files = change(filesOf(making));
  return zipped({ 'manifest.json': manifestOf(files, making), ...files });
}
