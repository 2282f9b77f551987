import { checkpointFor } from './checkpoint.ts';
import { escaped } from '../../cards/text.ts';
import type { Answer } from '../core/runs.ts';
import { standingOf } from '../core/standing.ts';
import { behalfOf, NO_ROLE, text, type Asker, type Chat, type Reply } from './chat.ts';
import type { Command } from './commands.ts';
import { driftReplies } from './drifting.ts';
import { evidenceFor } from './evidence.ts';
import { findRun } from './find-run.ts';
import { helpReply } from './help.ts';
import { approvalsReply, statusReply, workReply } from './lists.ts';
import { aboutRun, closingReply, healthReply, planReply } from './plan.ts';
import { lookNow } from './press.ts';
import { typing } from './reply.ts';
import { reasonIn } from './reason.ts';
import type { Said } from './said.ts';
import { steeringReply } from './steering.ts';
import { welcomeReply } from './welcome.ts';
import { voteTyped } from './votes.ts';
import { isWhole } from './whole.ts';

const saying = ({ says }: Answer): readonly Reply[] => [text(says)];

/** What a command answers, whatever else is open. */
export async function repliesTo(
  chat: Chat,
  said: Said,
  asker: Asker,
  command: Exclude<Command, { kind: 'set-up' | 'mend' }>,
): Promise<readonly Reply[]> {
  if (command.kind === 'help') return [helpReply(chat, asker)];
  if (command.kind === 'welcome') return [welcomeReply(chat, asker)];
  if (asker.roles.size === 0) return [text(NO_ROLE)];
  switch (command.kind) {
    case 'status':
      return statusReply(chat, command.run);
    case 'approvals':
      return approvalsReply(chat, { ...asker, behalf: await behalfOf(chat, asker) });
    case 'steer':
      return steeringReply(chat, asker, command.steering);
    case 'drift':
      await typing(said);
      return driftReplies(chat, asker, command.drift);
    case 'work':
      return [await workReply(chat)];
    case 'checkpoint':
      return [text(await checkpointFor(chat, asker))];
    case 'evidence':
      await typing(said);
      return [text(await evidenceFor(chat, asker, command.about))];
    case 'cancel':
      return saying(await chat.runs.cancel(command.run ?? '', asker, reasonIn(command.rest)));
    case 'vote':
      return voteTyped(chat, { ...asker, behalf: await behalfOf(chat, asker) }, command);
    case 'done':
      if (command.pasted !== undefined && !isWhole(said)) return [text(NOT_WHOLE)];
      return doneTyped(chat, asker, command);
    case 'on-run':
      await typing(said);
      return onRun(chat, asker, command);
  }
}

const NOT_WHOLE =
  'Nothing was recorded: that is too long to be typed, and half of it would say something else. Paste it into the field on the card of the step.';

async function doneTyped(
  chat: Chat,
  by: Asker,
  { run: id, step, pasted }: Command & { kind: 'done' },
): Promise<readonly Reply[]> {
  const found = await findRun(chat.runs, id, 'done');
  if (found.kind === 'unclear') return [text(found.says)];
  const { run: name } = found.heading;
  const { steps } = standingOf(await chat.runs.read(name));
  const open = steps.filter(({ state }) => state === 'your-turn');
  const wanted = step ?? (open.length === 1 ? open[0]?.id : undefined);
  if (wanted === undefined)
    return [
      text(
        open.length === 0
          ? 'No step of this run waits for anybody.'
          : `Say which step: ${open.map((each) => `done ${name} ${each.id}`).join(', ')}.`,
      ),
    ];
  const answer = await chat.runs.attest(name, wanted, by, pasted);
  if (answer.kind === 'settled') await chat.lookSoon(name);
  // A refusal may name what was found in the pasted text, and nothing in that may act.
  return pasted === undefined ? saying(answer) : [text(escaped(answer.says, 2000))];
}

async function onRun(
  chat: Chat,
  by: Asker,
  { verb, run: id, rest }: Command & { kind: 'on-run' },
): Promise<readonly Reply[]> {
  const found = await findRun(chat.runs, id, verb);
  if (found.kind === 'unclear') return [text(found.says)];
  const { run: name } = found.heading;
  switch (verb) {
    case 'plan': {
      const about = await aboutRun(chat, name);
      return about === undefined
        ? [text('This run belongs to a walkthrough that no longer exists.')]
        : [await planReply(chat, about, [])];
    }
    case 'withdraw':
      return saying(await chat.runs.withdraw(name, by, reasonIn(rest)));
    case 'resume':
      return saying(await chat.runs.resume(name, by));
    case 'check': {
      const looked = await lookNow(chat, name, by);
      return looked.kind === 'message' ? [text(looked.text)] : [];
    }
    case 'health':
      return healthReply(chat, name);
    case 'report':
      return [await closingReply(chat, name)];
  }
}
