import type { Backlog, KeptCheckpoint } from '../core/evidence.ts';
import { kidOf } from '../evidence/jws.ts';
import { phraseOf } from '../evidence/phrase.ts';
import { stamp } from '../views/words.ts';
import type { Asker, Chat } from './chat.ts';

/** What the chat needs to tell of the seal. */
export interface Seals {
  latest(): Promise<KeptCheckpoint | undefined>;
  backlog(): Promise<Backlog>;
}

const EMPTY =
  'Nothing is sealed yet: the first checkpoint is made a few seconds after the first entry.';

const counted = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'entry' : 'entries'}`;

/** The newest checkpoint in words; nothing in it is secret. */
async function checkpointText({ latest, backlog }: Seals): Promise<string> {
  const [checkpoint, { entries }] = await Promise.all([latest(), backlog()]);
  if (checkpoint === undefined) return EMPTY;
  const { size, at, digest, jws, witnesses } = checkpoint;
  const vouched =
    witnesses.length === 0
      ? 'No witness vouches for it yet.'
      : 'A witness with a key and a memory of its own vouches for it.';
  const waiting = entries === 0 ? '' : ` ${counted(entries)} after it wait to be sealed.`;
  return (
    `Checkpoint over ${counted(size)}, signed ${stamp(at)}: **${phraseOf(digest)}**\n\n` +
    `${vouched}${waiting} Keep the phrase, or one that was posted in the approvals channel: verify, ` +
    'with --head and the phrase, shows whether anything before it was changed since.\n\n' +
    `The key that signed it has the thumbprint ${kidOf(jws)}. Compare it with the one you were ` +
    'given by another way.'
  );
}

const AUDITORS_ONLY =
  'Only auditors are told of checkpoints here. Ask an administrator to add you to the auditors group.';
const NOT_SEALED = 'This bot does not seal its ledger. Ask whoever runs it.';

/** The newest checkpoint, for auditors. */
export async function checkpointFor(
  { seals }: Pick<Chat, 'seals'>,
  { roles }: Pick<Asker, 'roles'>,
): Promise<string> {
  if (!roles.has('auditor')) return AUDITORS_ONLY;
  return seals === undefined ? NOT_SEALED : checkpointText(seals);
}
