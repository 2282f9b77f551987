import type { Journal, Note } from '../../core/journal.ts';

/** It could not be put on record, so it was not done. */
export class NotOnRecord extends Error {
  override readonly name = 'NotOnRecord';
}

/** Puts a deed on record before it is done; when this throws, nothing may be shown or changed. */
export async function putOnRecord(journal: Pick<Journal, 'note'>, note: Note): Promise<void> {
  try {
    await journal.note(note);
  } catch (cause) {
    throw new NotOnRecord('A deed could not be put on record.', { cause });
  }
}
