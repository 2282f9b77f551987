import { listCard } from '../../../cards/list-card.ts';
import type { ListView } from '../../../cards/views.ts';
import { nextDelivery, type Digest } from '../../audit/desk/digests.ts';
import { EVERYBODY, type Saved } from '../../audit/desk/saved.ts';
import { maskText } from '../../audit/mask.ts';
import { stampIn } from '../../views/words.ts';
import { text, type Asker, type Reply } from '../chat.ts';
import { say } from '../lists.ts';
import type { AuditChat } from './audit-chat.ts';
import { questionText } from './shown.ts';

/** Everything that can be asked by name: what one has saved, and the reports that come along. */
export async function reportsReply(
  audit: AuditChat,
  { person, personal }: Asker,
): Promise<readonly Reply[]> {
  const { saved, definitions } = audit;
  const all = await saved.list(person.id);
  // One's own are nobody else's business, and their names may say what is looked for.
  const mine = all
    .filter(({ scope }) => personal || scope === EVERYBODY)
    .map((one) => savedRow(audit, one, personal));
  const preset = definitions.reports.map(({ title, says }) => ({
    title,
    subtitle: says,
    state: 'report',
  }));
  const view: ListView = {
    title: 'Reports',
    intro:
      'Type report: and a name, such as report: accessed custom entity, last 30 days. Type explain and a name to see its exact filter. Or ask in your own words: who exported contacts to Excel last week?',
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

function savedRow(audit: AuditChat, { name, query, scope, by }: Saved, personal: boolean) {
  return {
    title: personal ? name : maskText(name),
    subtitle: questionText(audit, query, personal),
    state: scope === EVERYBODY ? `saved by ${by.name} for everybody` : 'saved by you',
  };
}

const PERSONAL = 'Your digests are listed in our personal chat. Ask there.';

/** What is delivered by itself to this person. */
export async function digestsReply(
  { digests, sentenceOf }: AuditChat,
  { person, personal }: Asker,
  now: Date,
): Promise<readonly Reply[]> {
  if (!personal) return [text(PERSONAL)];
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
      state: stateOf(digest, now),
    })),
    more: 0,
    actions: mine.slice(0, 5).map(({ id }) => say(`Stop ${id}`, `stop digest ${id}`)),
  });
  return [{ kind: 'card', card }];
}

const stateOf = (digest: Digest, now: Date): string =>
  digest.paused === undefined
    ? `next ${stampIn(digest.next ?? nextDelivery(digest, now), digest.query.period.zone)}`
    : 'stopped';
