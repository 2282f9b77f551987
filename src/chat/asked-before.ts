import { askSubject } from '../announce.ts';
import type { Place } from '../core/outbox.ts';
import { standingOf } from '../core/standing.ts';
import type { Chat } from './chat.ts';

/** Whether a request that is still open lies in front of this person already. */
export async function hasRequest(chat: Chat, place: Place): Promise<boolean> {
  for (const { run } of await chat.runs.list({ open: true })) {
    const { asks } = standingOf(await chat.runs.read(run));
    const pending = asks.filter(({ state }) => state === 'pending').map(({ ask }) => ask);
    for (const ask of new Set(pending))
      if ((await chat.postings.find(chat.tenant, askSubject(run, ask), place)) !== undefined)
        return true;
  }
  return false;
}
