import { hash } from 'node:crypto';
import type { Checkpoint } from './checkpoints.ts';
import { isRecord } from './json.ts';
import { readJws } from './jws.ts';
import { Refused, type Tally } from './tally.ts';

const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aiou';

/** 16 bits as a word that can be said: arXiv:0901.4016. */
const proquint = (bits: number): string =>
  [
    CONSONANTS.charAt((bits >> 12) & 15),
    VOWELS.charAt((bits >> 10) & 3),
    CONSONANTS.charAt((bits >> 6) & 15),
    VOWELS.charAt((bits >> 4) & 3),
    CONSONANTS.charAt(bits & 15),
  ].join('');

/** The phrase of a checkpoint, by the SHA-256 of its JWS in hex. */
export const phraseOf = (digest: string): string =>
  [0, 4, 8, 12].map((at) => proquint(Number.parseInt(digest.slice(at, at + 4), 16))).join('-');

const PHRASE = /^(?:[bdfghjklmnprstvz][aiou][bdfghjklmnprstvz][aiou][bdfghjklmnprstvz](?:-|$)){4}$/;

/** What was kept of an earlier checkpoint: its phrase, its JWS, or what a witness said of it. */
export type Head =
  | { readonly kind: 'phrase'; readonly phrase: string }
  | { readonly kind: 'digest'; readonly digest: string; readonly size: number };

/** Undefined when this is neither a phrase nor a JWS. */
export function headIn(given: string): Head | undefined {
  const text = given.trim();
  const phrase = text.toLowerCase();
  if (PHRASE.test(phrase)) return { kind: 'phrase', phrase };
  try {
    const { payload, typ, digest } = readJws(text, 'The head');
    if (!isRecord(payload)) return undefined;
    const size = Number(payload['size']);
    if (typ === 'audit-steward-checkpoint') return { kind: 'digest', digest, size };
    const about = payload['checkpoint'];
    return typeof about === 'string' ? { kind: 'digest', digest: about, size } : undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** Whether what was kept is in the history of the pack: if not, the history is another one. */
export function checkHeads(
  heads: readonly Head[],
  checkpoints: readonly Checkpoint[],
  tally: Tally,
): void {
  const newest = checkpoints.at(-1);
  for (const head of heads) {
    tally.count('heads');
    const found = checkpoints.some(({ digest }) =>
      head.kind === 'phrase' ? phraseOf(digest) === head.phrase : digest === head.digest,
    );
    if (!found) tally.fault('heads', nameOf(head), lostBecause(head, newest?.size ?? 0));
  }
}

const nameOf = (head: Head): string =>
  head.kind === 'phrase'
    ? `The phrase ${head.phrase}`
    : `The checkpoint of ${head.size} leaves (${phraseOf(head.digest)})`;

const lostBecause = (head: Head, size: number): string =>
  head.kind === 'digest' && head.size > size
    ? `is not in the history of this pack, which ends at ${size} leaves. The ledger was rolled back or rewritten, or the pack was written before that checkpoint: then ask for a newer pack`
    : 'is not in the history of this pack: the ledger was rolled back or rewritten since, or the pack was written before it: then ask for a newer pack';

/** SHA-256 of a text in hex, for whoever has the JWS and wants its phrase. */
export const digestOfJws = (compact: string): string => hash('sha256', compact, 'hex');
