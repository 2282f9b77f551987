import { createHash } from 'node:crypto';
import { digestOf } from '../core/data.ts';
import type { RunKey } from '../core/people.ts';

/** The ledger is not as the bot wrote it. Nothing may be decided or done on such a run. */
export class LedgerBroken extends Error {
  override readonly name = 'LedgerBroken';
}

export interface Link {
  readonly seq: number;
  /** Canonical JSON as stored. */
  readonly entry: string;
  readonly hash: string;
}

/** Where a chain begins: bound to its run, so that a chain cannot be moved to another one. */
export const genesis = ({ tenant, run }: RunKey): string => digestOf({ tenant, run });

/** SHA-256 over the hash before and the entry's text. */
export const linkTo = (before: string, entry: string): string =>
  createHash('sha256').update(before, 'utf8').update(entry, 'utf8').digest('hex');

const broken = (run: string, what: string): LedgerBroken =>
  new LedgerBroken(
    `The ledger of run ${run} was changed outside the bot: ${what}. Nothing more is done in this ` +
      'run. Restore the store from a backup, and find out who can write to it.',
  );

/** Throws `LedgerBroken` unless the links are whole, in order, and end where the heading says. */
export function verifyChain(
  key: RunKey,
  links: readonly Link[],
  end: { readonly length: number; readonly head: string },
): void {
  let before = genesis(key);
  links.forEach((link, index) => {
    if (link.seq !== index + 1) throw broken(key.run, `entry ${index + 1} is missing`);
    if (link.hash !== linkTo(before, link.entry))
      throw broken(key.run, `entry ${link.seq} is not as it was written`);
    before = link.hash;
  });
  if (links.length !== end.length || before !== end.head)
    throw broken(key.run, `it has ${links.length} entries where ${end.length} were written`);
}
