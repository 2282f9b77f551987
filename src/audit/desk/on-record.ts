import type { Journal, Note } from '../../core/journal.ts';

/** It could not be put on record, so it was not done. */
export class NotOnRecord extends Error {
  override readonly name = 'NotOnRecord';
}

const SAYS =
  'This could not be put on record, so it was not done. Perhaps the disk is full: make room, then try again; the command doctor tells more.';

/** Puts a deed on record before it is done; when this throws, nothing may be shown or changed. */
export async function putOnRecord(journal: Pick<Journal, 'note'>, note: Note): Promise<void> {
  try {
    await journal.note(note);
  } catch (cause) {
    throw new NotOnRecord(SAYS, { cause });
  }
}
