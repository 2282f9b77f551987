import { listCard } from '../../cards/list-card.ts';
import { DELEGATION } from '../core/delegations.ts';
import type { Standing } from '../core/deputies.ts';
import type { By } from '../core/rulings.ts';
import type { Chat, Reply } from './chat.ts';
import { say } from './lists.ts';

const SHOWN = 8;

const stateOf = ({ from }: Standing, today: string): string =>
  from > today ? `begins on ${from}` : 'in force';

/** Who decides in whose place, now or soon. */
export async function delegationsReply(chat: Chat): Promise<Reply> {
  const all = (await chat.deputies.list()).toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const today = chat.clock.now().toISOString().slice(0, 10);
  const command = chat.runs.find(DELEGATION)?.command;
  const card = listCard({
    title: 'Delegations',
    intro:
      all.length === 0
        ? 'Nobody decides in somebody else’s place.'
        : 'Days are UTC, the last one included. A vote of a deputy and of the approver counts once.',
    rows: all.slice(0, SHOWN).map((one) => ({
      title: `${one.deputy.name} for ${one.approver.name}`,
      subtitle: `${one.from} to ${one.until}, by run ${one.run}`,
      state: stateOf(one, today),
    })),
    more: Math.max(0, all.length - SHOWN),
    actions: [
      ...all.slice(0, 3).map(({ run }) => say(`End ${run}`, `end delegation ${run}`)),
      ...(command === undefined ? [] : [say('Delegate approvals', command)]),
    ],
  });
  return { kind: 'card', card };
}

/** Ends the one that is named, or the only one there is. */
export async function endDelegation(chat: Chat, by: By, run: string | undefined): Promise<string> {
  if (run !== undefined) return (await chat.runs.endDelegation(run, by)).says;
  const [only, ...others] = await chat.deputies.list();
  if (only === undefined) return 'No delegation is in force, so there is nothing to end.';
  if (others.length === 0) return (await chat.runs.endDelegation(only.run, by)).says;
  const choice = [only, ...others].map((one) => `end delegation ${one.run}`);
  return `There are several. Say which one: ${choice.join(', ')}. Type delegations to see them.`;
}
