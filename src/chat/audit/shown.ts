import { answerCard } from '../../../cards/answer-card.ts';
import { searchCard } from '../../../cards/search-card.ts';
import type { ActionView } from '../../../cards/views.ts';
import type { Asked } from '../../audit/desk/desk.ts';
import { maskAnswer, maskQuestion } from '../../audit/export/masked.ts';
import type { AuditAnswer } from '../../audit/figures.ts';
import type { AuditQuery } from '../../audit/query.ts';
import { answerView } from '../../views/answer-view.ts';
import { text, type Reply } from '../chat.ts';
import { say } from '../lists.ts';
import type { AuditChat } from './audit-chat.ts';
import { exactFilters, explainRows } from './explaining.ts';

export const searchSubject = (reference: string): string => `search/${reference}`;

const actionsOf = (reference: string, compared: boolean): readonly ActionView[] => [
  ...(compared ? [] : [say('Compare', `compare ${reference}`)]),
  say('Export', `export ${reference}`),
  say('Save', `save ${reference}`),
  say('Schedule', `schedule ${reference}`),
];

/** Where a card is shown, and to which question it belongs. */
export interface Where {
  readonly reference: string;
  readonly personal: boolean;
}

type Drawing = Pick<AuditChat, 'headline' | 'definitions' | 'sentenceOf'>;

/** The card of an answer. Where others read along, nothing on it says whom it is about. */
export function answerReply(
  { headline, definitions }: Drawing,
  answer: AuditAnswer,
  { reference, personal }: Where,
): Reply {
  const told = { ...answer, notes: [...answer.notes, ...exactFilters(answer.query, definitions)] };
  const seen = personal ? told : maskAnswer(told);
  const view = answerView(seen, {
    reference,
    headline: headline(answer),
    closer: explainRows(answer.query, definitions),
    actions: actionsOf(reference, answer.query.compare),
  });
  return { kind: 'card', card: answerCard(view) };
}

/** The question in words, as this place may read it. */
export const questionText = (
  { sentenceOf }: Pick<AuditChat, 'sentenceOf'>,
  query: AuditQuery,
  personal: boolean,
): string => (personal ? sentenceOf(query) : maskQuestion(sentenceOf(query), query));

const ELSEWHERE = 'The answer comes in our personal chat.';

/** A search at Microsoft as it stands. In a person's own chat it is redrawn when that changes. */
export function searchReply(
  audit: Drawing,
  {
    query,
    state,
    says,
  }: Extract<Asked, { kind: 'searching' }>['state'] & {
    readonly query: AuditQuery;
  },
  { reference, personal }: Where,
): Reply {
  const card = searchCard({
    reference,
    question: questionText(audit, query, personal),
    state,
    says: personal || state === 'failed' ? says : `${says} ${ELSEWHERE}`,
    actions: [
      state === 'failed'
        ? say('Ask again', `again ${reference}`)
        : say('How far is it?', `progress ${reference}`),
    ],
  });
  return { kind: 'card', card, subject: searchSubject(reference) };
}

/** An answer, or a search under way with what is known meanwhile. */
export function askedReplies(audit: Drawing, asked: Asked, personal: boolean): readonly Reply[] {
  switch (asked.kind) {
    case 'refused':
      return [text(asked.says)];
    case 'answered':
      return [answerReply(audit, asked.answer, { reference: asked.reference, personal })];
    case 'searching': {
      const { reference, query, state, meanwhile } = asked;
      const where = { reference, personal };
      return [
        ...(meanwhile === undefined ? [] : [answerReply(audit, meanwhile, where)]),
        searchReply(audit, { ...state, query }, where),
      ];
    }
  }
}
