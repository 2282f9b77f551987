import { listCard } from '../../cards/list-card.ts';
import type { Talk } from '../../dialogs/talk.ts';
import { isInForce, type Exception } from '../core/exceptions.ts';
import { OPERATORS_ONLY } from '../core/rulings.ts';
import { mayStart, startersOnly } from '../core/walkthrough.ts';
import { subjectLabel } from '../views/words.ts';
import { text, type Asker, type Chat, type Reply } from './chat.ts';
import type { DriftCommand, Drifting } from './drift-commands.ts';
import { say } from './lists.ts';
import { aboutRun } from './plan.ts';
import { reply, typing } from './reply.ts';
import type { Said } from './said.ts';

const SHOWN = 8;

/** What is said of exceptions and of compliance. */
export async function driftReplies(
  chat: Chat,
  asker: Asker,
  drifting: Drifting,
): Promise<readonly Reply[]> {
  switch (drifting.kind) {
    case 'exceptions':
      return [exceptionsReply(await chat.exceptions.list(), chat.clock.now())];
    case 'end':
      return [text(await endException(chat, asker, drifting.exception))];
    case 'compliance':
      return [text(await complianceReply(chat, asker, drifting.period))];
  }
}

const names = ({ approvedBy }: Exception): string =>
  approvedBy.map(({ name }) => name).join(' and ') || 'nobody on record';

function stateOf(one: Exception, now: Date): string {
  if (isInForce(one, now)) return `in force until ${one.until.slice(0, 10)}`;
  return one.ended === undefined
    ? `over since ${one.until.slice(0, 10)}`
    : `ended on ${one.ended.at.slice(0, 10)} by ${one.ended.by?.name ?? 'the bot'}`;
}

/** All exceptions, those in force first. */
function exceptionsReply(all: readonly Exception[], now: Date): Reply {
  const sorted = all.toSorted((a, b) => Number(isInForce(b, now)) - Number(isInForce(a, now)));
  const shown = sorted.slice(0, SHOWN);
  const inForce = all.filter((one) => isInForce(one, now));
  const card = listCard({
    title: 'Exceptions',
    intro:
      all.length === 0
        ? 'No drift has been accepted. Type accept drift to ask for it.'
        : `${inForce.length} in force of ${all.length}. What is accepted is no alarm until its end.`,
    rows: shown.map((one) => ({
      title: `${one.run} · ${one.finding} of run ${one.watched}`,
      subtitle: `${subjectLabel(one.subject)} · ${one.says} · Why: ${one.reason} · Approved by ${names(one)}`,
      state: stateOf(one, now),
    })),
    more: all.length - shown.length,
    actions: inForce
      .slice(0, 4)
      .map(({ run }) => say(`End exception ${run}`, `end exception ${run}`)),
  });
  return { kind: 'card', card };
}

/** Being alarmed again needs nobody's approval, but it is on record. */
async function endException(chat: Chat, { person, roles }: Asker, name: string): Promise<string> {
  if (!roles.has('operator') && !roles.has('approver'))
    return `Only operators and approvers can end an exception. ${OPERATORS_ONLY}`;
  const found = (await chat.exceptions.list()).find(({ run }) => run === name);
  if (found === undefined) return 'There is no such exception. Type exceptions to see them.';
  if (!isInForce(found, chat.clock.now()) || !(await chat.exceptions.end(name, person)))
    return `Exception ${name} is over already.`;
  return `Exception ${name} has ended, and that is on record. At the next daily look ${found.finding} of run ${found.watched} counts as drift again.`;
}

const AUDITORS_ONLY =
  'Only auditors can have a compliance report. Ask an administrator to add you to the auditors group.';
const NOT_HERE =
  'No compliance report can be made here. Run npm run cli -- compliance on the bot’s machine.';

async function complianceReply(
  { compliance }: Chat,
  { person, roles, personal }: Asker,
  period: string,
): Promise<string> {
  if (!roles.has('auditor')) return AUDITORS_ONLY;
  if (!personal) return 'Reports are handed out in our personal chat. Please write to me there.';
  if (compliance === undefined) return NOT_HERE;
  return (await compliance(person, period === '' ? 'last month' : period)).says;
}

const PERSONAL_ONLY = 'Plans are shown in our personal chat. Please write to me there.';

/** Begins the walkthrough of a finished run once more, with the answers that it had. */
export async function mend(
  chat: Chat,
  talk: Talk,
  said: Said,
  asker: Asker,
  { run }: DriftCommand & { kind: 'mend' },
): Promise<void> {
  const refuse = (says: string) => reply(chat, said, [text(says)]);
  if (!said.personal) return refuse(PERSONAL_ONLY);
  if ((await chat.runs.read(run)).length === 0)
    return refuse(`There is no run ${run}. Type status to see the runs.`);
  const about = await aboutRun(chat, run);
  if (about === undefined)
    return refuse('This run belongs to a walkthrough that no longer exists.');
  const { walkthrough, answers } = about;
  if (!mayStart(walkthrough, asker.roles)) return refuse(startersOnly(walkthrough));
  await typing(said);
  await talk.begin(said.context, walkthrough.id, { answers });
}
