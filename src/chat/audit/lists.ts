import { listCard } from '../../../cards/list-card.ts';
import type { ListView } from '../../../cards/views.ts';
import type { Digest } from '../../audit/desk/digests.ts';
import { text, type Asker, type Reply } from '../chat.ts';
import { say } from '../lists.ts';
import type { AuditChat } from './audit-chat.ts';

/** Everything that can be asked by name: what one has saved, and the reports that come along. */
export async function reportsReply(
  { saved, definitions, sentenceOf }: AuditChat,
  { person }: Asker,
): Promise<readonly Reply[]> {
  const mine = (await saved.list(person.id)).map((one) => ({
    title: one.name,
    subtitle: sentenceOf(one.query),
    state: one.scope === person.id ? 'saved by you' : `saved by ${one.by.name} for everybody`,
  }));
  const preset = definitions.reports.map(({ title, says }) => ({
    title,
    subtitle: says,
    state: 'report',
  }));
  const view: ListView = {
    title: 'Reports',
    intro:
      'Type report and a name, with a period if you like: report: accessed custom entity, last 30 days. Or ask in your own words: who exported contacts to Excel last week?',
    rows: [...mine, ...preset],
    more: 0,
    actions: [
      say('Ask by form', 'ask'),
      say('Exports last week', 'who exported to Excel last week?'),
      say('Deletions this month', 'deletions by user this month'),
      say('Is the log healthy?', 'is the log healthy?'),
      say('Digests', 'digests'),
    ],
  };
  return [{ kind: 'card', card: listCard(view) }];
}

const stateOf = ({ paused }: Digest, nextAt: string): string =>
  paused === undefined ? `next ${nextAt}` : 'paused';

/** What is delivered by itself to this person. */
export async function digestsReply(
  { digests, sentenceOf }: AuditChat,
  { person }: Asker,
  nextOf: (digest: Digest) => string,
): Promise<readonly Reply[]> {
  const mine = (await digests.list()).filter(({ by }) => by.id === person.id);
  if (mine.length === 0)
    return [text('You have no digests. Ask a question, then press Schedule on its card.')];
  const card = listCard({
    title: 'Your digests',
    intro:
      'Delivered by itself, also when nothing happened; corrected when late records change it.',
    rows: mine.map((digest) => ({
      title: `${digest.id} · ${digest.every} at ${digest.at} (${digest.query.period.zone})`,
      subtitle: digest.paused ?? sentenceOf(digest.query),
      state: stateOf(digest, nextOf(digest)),
    })),
    more: 0,
    actions: mine.slice(0, 5).map(({ id }) => say(`Stop ${id}`, `stop digest ${id}`)),
  });
  return [{ kind: 'card', card }];
}
