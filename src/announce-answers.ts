import { answerCard } from '../cards/answer-card.ts';
import { reportCard } from '../cards/report-card.ts';
import { searchCard } from '../cards/search-card.ts';
import type { ActionView } from '../cards/views.ts';
import type { Desk } from './audit/desk/desk.ts';
import type { Definitions } from './audit/definitions.ts';
import type { Digest } from './audit/desk/digests.ts';
import type { Question } from './audit/desk/questions.ts';
import type { AuditAnswer } from './audit/figures.ts';
import { personPlace, type Announce } from './announce.ts';
import { exactFilters, explainRows } from './chat/audit/explaining.ts';
import { searchSubject } from './chat/audit/shown.ts';
import { say } from './chat/lists.ts';
import type { Clock } from './core/clock.ts';
import type { Directory } from './core/people.ts';
import type { DigestNews } from './jobs/digests.ts';
import { answerView } from './views/answer-view.ts';
import { closersOf } from './views/closer.ts';
import { stampIn } from './views/words.ts';

export interface AnswerSettings {
  readonly announce: Pick<Announce, 'show'>;
  readonly desk: Desk;
  readonly clock: Clock;
  readonly definitions: Definitions;
  readonly directory: Pick<Directory, 'rolesOf'>;
  readonly headline: (answer: AuditAnswer) => string;
  readonly sentenceOf: (query: AuditAnswer['query']) => string;
}

interface Words {
  /** Why it comes. */
  readonly label: string;
  readonly corrects?: readonly string[];
  /** Buttons beside the usual ones. */
  readonly more: (reference: string) => readonly ActionView[];
}

/** Delivers what was not asked for at this moment: digests, corrections, and answers of searches. */
export function announcingAnswers(settings: AnswerSettings) {
  const { announce, desk, clock, definitions, directory, headline } = settings;

  /** The card of an answer in the person's own chat; sent twice, it is there once. */
  async function deliver(
    subject: string,
    { by, search }: Pick<Question, 'by' | 'search'>,
    answer: AuditAnswer,
    words: Words,
  ): Promise<void> {
    const { query, source } = answer;
    const at = clock.now().toISOString();
    const searched = search === undefined ? {} : { search };
    const reference = await desk.questions.addAs(subject, { query, by, at, source, ...searched });
    await desk.questions.change(reference, { closer: closersOf(answer) });
    const notes = [...answer.notes, ...exactFilters(query, definitions)];
    const { label, corrects, more } = words;
    const view = answerView(
      { ...answer, notes },
      {
        ...{ reference, headline: headline(answer), label },
        closer: explainRows(query, definitions),
        actions: [
          say('Compare', `compare ${reference}`),
          say('Export', `export ${reference}`),
          say('Save', `save ${reference}`),
          ...more(reference),
        ],
        ...(corrects === undefined ? {} : { corrects }),
      },
    );
    await announce.show(subject, personPlace(by), answerCard(view));
  }

  /** A few words about a digest, once. */
  async function tell(
    { id, by }: Digest,
    about: string,
    words: { readonly title: string; readonly intro: string },
  ): Promise<void> {
    const card = reportCard({ ...words, sections: [], actions: [say('Digests', 'digests')] });
    await announce.show(`digest/${id}/${about}`, personPlace(by.id), card);
  }

  const nameOf = ({ id, every }: Digest): string => `${every} digest ${id}`;

  return {
    /** A digest, its correction, or the news that it is delivered no more. */
    async digest(news: DigestNews): Promise<void> {
      const { digest } = news;
      const person = { by: digest.by.id };
      const stop = () => [say('Stop this digest', `stop digest ${digest.id}`)];
      switch (news.kind) {
        case 'digest': {
          const { from } = news.answer.query.period;
          const label = `Your ${nameOf(digest)}`;
          return deliver(`digest/${digest.id}/${from}`, person, news.answer, { label, more: stop });
        }
        case 'correction': {
          const { from } = news.answer.query.period;
          const subject = `digest/${digest.id}/${from}/correction/${news.number}`;
          const label = `Correction ${news.number} of your ${nameOf(digest)}`;
          return deliver(subject, person, news.answer, {
            label,
            corrects: news.difference,
            more: stop,
          });
        }
        case 'missed': {
          const title = `Your ${nameOf(digest)} was held up`;
          return tell(digest, `missed/${news.from}`, { title, intro: missedIn(news) });
        }
        case 'paused': {
          const title = `Your ${nameOf(digest)} has stopped`;
          return tell(digest, 'paused', { title, intro: news.why });
        }
      }
    },

    /**
     * A search has ended: its card says so, and the answer comes as a card of its own, if who asked
     * may still see it.
     */
    async searched(reference: string): Promise<void> {
      const question = await desk.questions.find(reference);
      const ended = await desk.searched(reference);
      if (question === undefined || ended === undefined) return;
      const answer = 'figures' in ended ? ended : undefined;
      const may = (await directory.rolesOf(question.by, true)).has('analyst');
      const state = 'figures' in ended ? { state: 'done' as const, says: SAYS_DONE } : ended;
      const card = searchCard({
        reference,
        question: may ? settings.sentenceOf(question.query) : 'A question about audit activity',
        ...(may ? state : { state: 'done', says: NO_ANALYST }),
        actions: state.state === 'failed' && may ? [say('Ask again', `again ${reference}`)] : [],
      });
      await announce.show(searchSubject(reference), personPlace(question.by), card);
      if (answer === undefined || !may) return;
      const more = (own: string) => [say('Schedule', `schedule ${own}`)];
      await deliver(`searched/${reference}`, question, answer, { label: SEARCHED, more });
    },
  };
}

const SEARCHED = 'Your search is done';
const SAYS_DONE = 'The answer is in the next message.';
const NO_ANALYST =
  'You are no analyst any more, so the answer is not delivered. Ask again when you are.';

function missedIn({ digest, count, from, to }: DigestNews & { readonly kind: 'missed' }): string {
  const { zone } = digest.query.period;
  const periods = count === 1 ? 'One delivery is' : `${count} deliveries are`;
  return `The bot was not running. ${periods} too old to be made up for: the time from ${stampIn(from, zone)} to ${stampIn(to, zone)}. Ask for it in words if you need it.`;
}
