import { findPeriod } from '../audit/times/find-period.ts';
import type { Asker, Chat } from './chat.ts';
import { RUN_NAME } from './reference.ts';

/** `evidence 7K2QF9`, `evidence last month`: what it is to be evidence of. */
export interface EvidenceCommand {
  readonly kind: 'evidence';
  /** A run, a day of the journal, or a period in words; empty: not said. */
  readonly about: string;
}

export const JOURNAL_DAY = /^journal-\d{4}-\d{2}-\d{2}$/i;

/** Only what is a name or a period from end to end: a sentence may be the answer to a question. */
export function evidenceIn(rest: string): EvidenceCommand | undefined {
  const isName = !rest.includes(' ');
  return isName || isPeriod(rest) ? { kind: 'evidence', about: rest } : undefined;
}

function isPeriod(text: string): boolean {
  const found = findPeriod(text, { now: new Date(), zone: 'UTC' });
  if (found.kind === 'none') return false;
  const [from, to] = [found.spans[0]?.start, found.spans.at(-1)?.end];
  return from === 0 && to === text.length;
}

/** What is named like a run, or mistyped; undefined: a period in words. */
export function findRunIn(about: string): string | undefined {
  if (JOURNAL_DAY.test(about)) return about.toLowerCase();
  const run = about.toUpperCase();
  return RUN_NAME.test(run) ? run : undefined;
}

const AUDITORS_ONLY =
  'Only auditors can have evidence. Ask an administrator to add you to the auditors group.';
const OF_WHAT =
  'Say of what: evidence and the name of a run, such as evidence 7K2QF9, or evidence and days, such as evidence last month or evidence 2026-10-01 to 2026-10-31.';
const NOT_HERE =
  'No evidence can be handed out here. Run npm run cli -- evidence on the bot’s machine.';

/** Has a pack made for an auditor, and offered in their own chat. */
export async function evidenceFor(
  { evidence }: Pick<Chat, 'evidence'>,
  { person, roles, personal }: Asker,
  about: string,
): Promise<string> {
  if (!roles.has('auditor')) return AUDITORS_ONLY;
  if (!personal) return 'Evidence is handed out in our personal chat. Please write to me there.';
  if (about === '') return OF_WHAT;
  if (evidence === undefined) return NOT_HERE;
  return (await evidence(person, about)).says;
}
