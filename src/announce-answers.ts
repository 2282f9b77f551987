import { answerCard } from '../cards/answer-card.ts';
import { reportCard } from '../cards/report-card.ts';
import { searchCard } from '../cards/search-card.ts';
import type { Desk } from './audit/desk/desk.ts';
import type { Digest } from './audit/desk/digests.ts';
import type { AuditAnswer } from './audit/figures.ts';
import { personPlace, type Announce } from './announce.ts';
import { keysFor, searchSubject } from './chat/audit/shown.ts';
import { say } from './chat/lists.ts';
import type { Clock } from './core/clock.ts';
import type { DigestNews } from './jobs/digests.ts';
import { answerView, closersOf } from './views/answer-view.ts';

export interface AnswerSettings {
  readonly announce: Pick<Announce, 'show'>;
  readonly desk: Desk;
  readonly clock: Clock;
  readonly headline: (answer: AuditAnswer) => string;
  readonly sentenceOf: (query: AuditAnswer['query']) => string;
}

/** Delivers what was not asked for at this moment: digests, corrections, and answers of searches. */
export function announcingAnswers(settings: AnswerSettings) {
  const { announce, desk, clock, headline } = settings;

  /** The card of an answer in the person's own chat; sent twice, it is there once. */
  async function deliver(
    subject: string,
    person: string,
    answer: AuditAnswer,
    words: { readonly label: string; readonly corrects?: readonly string[] },
  ): Promise<void> {
    const { query } = answer;
    const question = { query, by: person, at: clock.now().toISOString() };
    const reference = await desk.questions.addAs(subject, question);
    await desk.questions.change(reference, { closer: closersOf(answer) });
    const card = answerCard(
      answerView(answer, {
        reference,
        headline: headline(answer),
        showKey: keysFor(true),
        actions: [
          say('Compare', `compare ${reference}`),
          say('Export', `export ${reference}`),
          say('Save', `save ${reference}`),
        ],
        ...words,
      }),
    );
    await announce.show(subject, personPlace(person), card);
  }

  const nameOf = ({ id, every }: Digest): string => `${every} digest ${id}`;

  return {
    /** A digest, its correction, or the news that it is delivered no more. */
    async digest(news: DigestNews): Promise<void> {
      const { digest } = news;
      const person = digest.by.id;
      switch (news.kind) {
        case 'digest': {
          const { from } = news.answer.query.period;
          const label = `Your ${nameOf(digest)}`;
          return deliver(`digest/${digest.id}/${from}`, person, news.answer, { label });
        }
        case 'correction': {
          const { from } = news.answer.query.period;
          const subject = `digest/${digest.id}/${from}/correction/${news.number}`;
          const label = `Correction ${news.number} of your ${nameOf(digest)}`;
          return deliver(subject, person, news.answer, { label, corrects: news.difference });
        }
        case 'paused': {
          const card = reportCard({
            title: `Your ${nameOf(digest)} has stopped`,
            intro: news.why,
            sections: [],
            actions: [],
          });
          await announce.show(`digest/${digest.id}/paused`, personPlace(person), card);
        }
      }
    },

    /** A search has ended: its card says so, and the answer comes as a card of its own. */
    async searched(reference: string): Promise<void> {
      const question = await desk.questions.find(reference);
      const ended = await desk.searched(reference);
      if (question === undefined || ended === undefined) return;
      const place = personPlace(question.by);
      const state =
        'figures' in ended
          ? { state: 'done' as const, says: 'The answer is in the next message.' }
          : ended;
      const card = searchCard({
        reference,
        question: settings.sentenceOf(question.query),
        ...state,
        actions: [],
      });
      await announce.show(searchSubject(reference), place, card);
      if ('figures' in ended)
        await deliver(`searched/${reference}`, question.by, ended, {
          label: 'Your search is done',
        });
    },
  };
}
